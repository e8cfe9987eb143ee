import { reveal } from '../model/secret.ts'
import type { Fields } from '../model/value.ts'
import { hidePlaceholders } from './placeholder.ts'

/**
 * Writes a mapping as JSON, indented by two spaces, keys in their order, a line break at the end. Secrets are written
 * in clear, as by toYaml. Raises an Error for a secret without a value.
 */
export function toJson(value: Fields): string {
  return `${hidePlaceholders(JSON.stringify(reveal(value), null, 2))}\n`
}
