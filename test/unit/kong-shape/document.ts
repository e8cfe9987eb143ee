import type { Document } from '../../../src/model/document.ts'
import type { Fields } from '../../../src/model/value.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'

/** A document of format 3.0 with this content. */
export function documentOf(content: Fields, file = 'kong.yaml', index = 0): Document {
  return { file, index, value: { _format_version: '3.0', ...content } }
}

/** Flattens one document of format 3.0 with this content. */
export function flat(content: Fields) {
  return flatten([documentOf(content)])
}

/** Codes and paths of the diagnostics, short to compare. */
export function found(result: ReturnType<typeof flatten>): string[] {
  return result.diagnostics.map(({ level, code, place }) => `${level} ${code} ${(place?.path ?? []).join('.')}`)
}
