import { readFile as read } from 'node:fs/promises'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type Diagnostic, type Position, problem, Refusal } from '../model/diagnostic.ts'
import { readReason } from '../model/read-reason.ts'
import { checkShape } from './check-shape.ts'
import { findTokens } from './find-tokens.ts'

/** keelson.yaml, parsed and checked; placeholders stand in it as written. */
export interface ConfigFile {
  path: string
  value: Readonly<Record<string, unknown>>
  /** Position of the value (or of the key, for a key that is wrong) at this path. */
  locate(path: readonly (string | number)[], key?: boolean): Position
  /** Warnings. */
  diagnostics: Diagnostic[]
}

/**
 * Reads and checks a configuration file.
 * @param path the file, as it is to be called in messages
 * @returns its values and warnings
 * @throws Refusal (invalid) with every problem and its place: unreadable, YAML syntax, a key twice, unknown keys, wrong types
 */
export async function readFile(path: string): Promise<ConfigFile> {
  const text = await read(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refusal([problem('config-unreadable', `${path} cannot be read: ${readReason(error)}`)])
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { file: path, line, column: col }
  }
  const errors = document.errors.map((error) => syntax(error, position(error.pos[0])))
  if (errors.length > 0) throw refusal(errors)
  const file: ConfigFile = {
    path,
    value: (document.toJS({ maxAliasCount: 100 }) ?? {}) as Record<string, unknown>,
    locate: (place, key) => position(offsetOf(document.contents, place, key ?? false)),
    diagnostics: [],
  }
  const problems = await checkShape(file)
  if (problems.length > 0) throw refusal(problems)
  return { ...file, diagnostics: findTokens(file) }
}

function syntax(error: { message: string; code: string }, at: Position): Diagnostic {
  const duplicate = error.code === 'DUPLICATE_KEY'
  const text = duplicate ? 'this key stands twice' : `not YAML: ${error.message.split(/ at line |\n/)[0]}`
  return problem(duplicate ? 'duplicate-key' : 'yaml-syntax', text, { at })
}

function refusal(diagnostics: Diagnostic[]): Refusal {
  return new Refusal('invalid', diagnostics)
}

function offsetOf(root: unknown, path: readonly (string | number)[], key: boolean): number {
  let node = root as Node | null
  let offset = start(node)
  for (const [index, step] of path.entries()) {
    const [label, inner] = child(node, step)
    const wanted = index === path.length - 1 && key ? label : (inner ?? label)
    if (wanted === undefined) return offset
    offset = start(wanted)
    node = inner ?? null
  }
  return offset
}

function child(node: Node | null, step: string | number): [Node | undefined, Node | undefined] {
  if (isSeq(node)) return [undefined, node.items[Number(step)] as Node | undefined]
  if (!isMap(node)) return [undefined, undefined]
  const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === String(step))
  return [pair?.key as Node | undefined, (pair?.value ?? undefined) as Node | undefined]
}

function start(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0
}
