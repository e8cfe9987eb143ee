import { existsSync } from 'node:fs'
import type { Context } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'

/**
 * Gathers the state files of a command: words and --state mean the same; else KEELSON_STATE or keelson.yaml; else stdin, as in decK.
 * @param context the command's context
 * @returns paths, `-` for stdin, each once
 * @throws Refusal (invalid) when there is none and stdin is a terminal
 */
export function stateFiles(context: Pick<Context, 'settings' | 'words' | 'world'>): string[] {
  const { settings, words, world } = context
  const flags = settings.sources.flags.state === undefined ? [] : settings.list('state')
  const said = [...words, ...flags]
  const files = [...new Set((said.length > 0 ? said : settings.list('state')).flatMap(apart))]
  if (files.length > 0) return files
  if (world.stdin.terminal) throw usage('no state file was given', 'name files or folders, or - to type the state')
  return ['-']
}

/** decK separates files with commas too; a name that exists as it is stays whole. */
function apart(path: string): string[] {
  return path.includes(',') && !existsSync(path) ? path.split(',').filter((part) => part !== '') : [path]
}
