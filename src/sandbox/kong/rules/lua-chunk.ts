import type { FieldRule } from '../schema/field.ts'
import { luaSyntaxFault } from './lua-syntax.ts'

/** A function of the serverless plugins: Lua source that must compile (plugins #85). */
export function luaChunk(plugin: string): FieldRule {
  return (value) => {
    const fault = typeof value === 'string' ? luaSyntaxFault(value) : undefined
    return fault && `error parsing ${plugin}: ${fault}`
  }
}
