import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import { clear } from '../../../model/secret.ts'
import { placeIn, refuse } from './walk.ts'

const LINE = 'write `_format_version: "3.0"` as the first line'
const CONVERT = 'convert the file first: deck file convert --from kong-gateway-2.x --to kong-gateway-3.x'

/**
 * Checks that the files are of format 3.0, the only one for Kong 3 (decK). One file of several may say it for all;
 * an unquoted 3.0 is the number 3 and taken for the same.
 */
export function readFormatVersion(documents: readonly Document[], diagnostics: Diagnostic[]): void {
  const [first] = documents
  if (first === undefined) return
  const said = documents.filter((document) => document.value._format_version !== undefined)
  if (said.length === 0) {
    const message = 'the file does not say its format; decK takes it for the old format 1.1'
    refuse(diagnostics, placeIn(first), 'format-version', message, LINE)
    return
  }
  for (const document of said) check(document, diagnostics)
}

function check(document: Document, diagnostics: Diagnostic[]): void {
  const value = clear(document.value._format_version)
  if (value === '3.0' || value === 3) return
  const place = placeIn(document, '_format_version')
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const old = /^[012](\.\d+)?$/.test(text)
  const message = old ? `format ${text} is for Kong before 3.0` : '_format_version must be "3.0"'
  refuse(diagnostics, place, 'format-version', message, old ? CONVERT : LINE)
}
