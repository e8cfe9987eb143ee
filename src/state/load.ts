import { constants } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { normalize, sep } from 'node:path'
import { type Diagnostic, type Place, type Position, problem, warning } from '../model/diagnostic.ts'
import type { Document, Loaded } from '../model/document.ts'
import { once } from '../model/once.ts'
import { decode } from './decode.ts'
import { warnEmpty } from './empty-variables.ts'
import { findFiles, noteUnreadable, STDIN, STDIN_NAME } from './find-files.ts'
import { locator } from './locate.ts'
import { findPlaceholders } from './placeholder-finder.ts'
import type { Environment } from './placeholder-value.ts'
import { readDocuments } from './read-documents.ts'
import type { Variables } from './reading.ts'

/** What reading state files needs. */
export interface LoadOptions {
  /** The environment that placeholders may read. */
  env: Environment
  /** What a variable that is not set is: an error, or a value that is not known yet (with a warning). */
  missing: 'error' | 'unknown'
  /** Gives all of stdin; called at most once. */
  stdin: () => Promise<Buffer>
  /** The largest file that is read, in bytes; 512 MiB if not given. */
  maxBytes?: number
}

/** No larger text fits a string of Node's, with a character to spare for the parser. */
const MAX_BYTES = Math.min(512 * 1024 * 1024, constants.MAX_STRING_LENGTH - 1)

/** What is gathered while files are read. */
interface Run {
  variables: Variables
  documents: Document[]
  diagnostics: Diagnostic[]
  locators: Map<string, (place: Place) => Position>
  digests: Map<string, () => string>
}

/**
 * Reads state files. In: paths of files and directories, `-` for stdin, and the options. Out: a document for each
 * YAML or JSON document that holds something, in order, without those of files that have an error; all problems,
 * each with its place; and `locate`. Values that hold anything of the environment are secrets. Raises nothing for
 * what is wrong with files.
 */
export async function loadFiles(paths: readonly string[], options: LoadOptions): Promise<Loaded> {
  const { files, diagnostics } = await findFiles(paths)
  const variables: Variables = { env: options.env, missing: options.missing, absent: new Map(), empty: new Map() }
  const run: Run = { variables, documents: [], diagnostics, locators: new Map(), digests: new Map() }
  for (const file of files) {
    const bytes = await readBytes(file, options, diagnostics)
    if (bytes === undefined) continue
    const text = readText(run, nameOf(file), bytes)
    run.digests.set(plainName(nameOf(file)), digestOf(bytes, text))
  }
  for (const each of [...warnAbsent(variables), ...warnEmpty(variables)]) diagnostics.push(each)
  return {
    files: files.map(nameOf),
    documents: run.documents,
    diagnostics,
    digests: once(() => new Map([...run.digests].map(([file, digest]) => [file, digest()]))),
    locate: (place) => (run.locators.get(place.file) ?? nowhere)(place),
  }
}

const nameOf = (file: string): string => (file === STDIN ? STDIN_NAME : file)

/** The same for `./kong.yaml` and `kong.yaml`. */
const plainName = (file: string): string => normalize(file).split(sep).join('/')

function nowhere({ file }: Place): Position {
  return { file, line: 1, column: 1 }
}

async function readBytes(file: string, options: LoadOptions, diagnostics: Diagnostic[]): Promise<Buffer | undefined> {
  const [maxBytes, shown] = [Math.min(options.maxBytes ?? MAX_BYTES, MAX_BYTES), nameOf(file)]
  try {
    const size = file === STDIN ? 0 : (await stat(file)).size
    const bytes = size > maxBytes ? undefined : file === STDIN ? await options.stdin() : readFileSync(file)
    if (bytes && bytes.length <= maxBytes) return bytes
    const message = `the file is larger than ${maxBytes} bytes`
    diagnostics.push(problem('file-too-large', message, { at: nowhere({ file: shown, path: [] }), hint: 'split it' }))
  } catch (error) {
    noteUnreadable({ diagnostics }, shown, error)
  }
  return undefined
}

/** Reads a file's documents. Gives its text, which is kept for positions. */
function readText(run: Run, file: string, bytes: Buffer): string | undefined {
  const decoded = decode(file, bytes)
  if ('trouble' in decoded) {
    run.diagnostics.push(decoded.trouble)
    return undefined
  }
  const source = findPlaceholders(file, decoded.text)
  run.locators.set(file, locator(source))
  const reading = { source, variables: run.variables, diagnostics: [] as Diagnostic[] }
  const documents = readDocuments(reading)
  for (const each of reading.diagnostics) run.diagnostics.push(each)
  if (!reading.diagnostics.some(({ level }) => level === 'error'))
    for (const each of documents) run.documents.push(each)
  return decoded.text
}

/** A text as long as its bytes is ASCII: its bytes can be had again, and need not be kept. */
function digestOf(bytes: Buffer, text: string | undefined): () => string {
  const sum = (of: Buffer): string => createHash('sha256').update(of).digest('hex')
  if (text?.length === bytes.length) return () => sum(Buffer.from(text, 'latin1'))
  const known = sum(bytes)
  return () => known
}

function warnAbsent({ absent }: Variables): Diagnostic[] {
  return [...absent].map(([name, { count, first }]) => {
    const times = count === 1 ? 'once' : `${count} times`
    const message = `the environment variable ${name} is not set; its value, asked for ${times}, is not checked`
    return warning('missing-variable', message, { at: first, hint: `set ${name} to check it too` })
  })
}
