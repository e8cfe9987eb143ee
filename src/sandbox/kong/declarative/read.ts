import { load } from 'js-yaml'
import { Refusal } from '../refusal.ts'
import { isRow, type Row } from '../schema/value.ts'

/** Reads a configuration sent as JSON or YAML text. Throws code 14 when it is neither, 400 when there is none (dbless #20 to #22, #54, #55). */
export function readConfigText(text: string): Row {
  if (text.trim() === '') throw new Refusal(400, { message: 'expected a declarative configuration' })
  let value: unknown
  try {
    value = load(text)
  } catch (error) {
    throw unreadable(error)
  }
  if (isRow(value)) return value
  throw broken('expected an object')
}

/** The gateway's YAML reader tells line and column, then what it missed. */
function unreadable(error: unknown): Refusal {
  const mark = (error as { mark?: { line: number; column: number } }).mark
  return broken(`${(mark?.line ?? 0) + 1}:${mark?.column ?? 0}: did not find expected node content`)
}

function broken(why: string): Refusal {
  const text = `failed parsing declarative configuration: ${why}`
  const message = `declarative config is invalid: {error="${text}"}`
  return new Refusal(400, { code: 14, name: 'invalid declarative configuration', message, fields: { error: text } })
}
