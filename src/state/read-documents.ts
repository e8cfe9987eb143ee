import type { Diagnostic } from '../model/diagnostic.ts'
import type { Document } from '../model/document.ts'
import { isFields } from '../model/secret.ts'
import { readBlocks } from './block-reader.ts'
import { type JsonFlaw, parseJson } from './json-reader.ts'
import { fail, type Reading } from './reading.ts'
import { failYaml, readEvents, type Unreadable } from './yaml-events.ts'
import { failRoot, readYaml } from './yaml-reader.ts'

/**
 * Reads the documents of one file: as JSON if it looks like it, else, or if that fails, as YAML.
 * In: what is being read. Out: the documents that hold something. Problems are noted, among them that there are none.
 */
export function readDocuments(reading: Reading): Document[] {
  const first = /\S/.exec(reading.source.text)?.[0]
  if (first === undefined) return failEmpty(reading, 'the file is empty')
  const isJson = isNamedJson(reading) || first === '{' || first === '['
  if (!isJson) return readAsYaml(reading)
  const attempt: Reading = { ...reading, diagnostics: [] }
  const json = parseJson(attempt)
  if ('flaw' in json)
    return isComment(reading, json.flaw) ? failComment(reading, json.flaw) : readAsYaml(reading, json.flaw)
  return reading.source.placeholders.length > 0
    ? readAsYaml(reading)
    : keepJson(reading, json.value, attempt.diagnostics)
}

function isNamedJson({ source }: Reading): boolean {
  return source.file.toLowerCase().endsWith('.json')
}

/** YAML takes a comment of another language for a text, and then says something else. In a file that is not named .json it may be meant as one, if no blank follows. */
function isComment(reading: Reading, { offset }: JsonFlaw): boolean {
  const text = reading.source.text.slice(offset, offset + 3)
  return isNamedJson(reading) ? /^\/[/*]/.test(text) : /^\/[/*]\s/.test(text)
}

function failComment(reading: Reading, { offset }: JsonFlaw): Document[] {
  fail(reading, offset, 'json-syntax', 'JSON has no comments', 'leave it out; one of YAML begins with #')
  return []
}

function keepJson(reading: Reading, value: Document['value'][string], noted: readonly Diagnostic[]): Document[] {
  for (const each of noted) reading.diagnostics.push(each)
  if (isFields(value)) return [{ file: reading.source.file, index: 0, value }]
  if (noted.length === 0) failRoot(reading, reading.source.text.search(/\S/), value ?? null)
  return []
}

function readAsYaml(reading: Reading, flaw?: JsonFlaw): Document[] {
  const plain = readBlocks(reading)
  if (plain) return [{ file: reading.source.file, index: 0, value: plain }]
  const events = readEvents(reading.source)
  if (!Array.isArray(events)) return failSyntax(reading, events, flaw)
  const documents = readYaml(reading, events)
  if (documents.length > 0 || reading.diagnostics.some(({ level }) => level === 'error')) return documents
  return failEmpty(reading, 'the file holds nothing but comments and markers')
}

// Of two readings that failed, the one that came further knows more; but a file named .json is meant to be JSON.
function failSyntax(reading: Reading, yaml: Unreadable, json: JsonFlaw | undefined): Document[] {
  if (json && (isNamedJson(reading) || json.offset + 1 >= yaml.offset))
    fail(reading, json.offset, 'json-syntax', json.message, json.hint)
  else failYaml(reading, yaml)
  return []
}

function failEmpty(reading: Reading, message: string): Document[] {
  fail(reading, 0, 'empty-file', message, 'a state file holds at least _format_version: "3.0"')
  return []
}
