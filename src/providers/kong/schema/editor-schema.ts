import type { JsonSchema } from './json-schema.ts'

/** A schema for editors; more words of the language than our own schemas use. */
export type Words = Readonly<Record<string, unknown>>

/** What stands in a file for a value of the environment. */
export const PLACEHOLDER: Words = { type: 'string', pattern: '^.*\\$\\{\\{.*\\}\\}.*$' }

const PLACEHOLDER_REF: Words = { $ref: '#/definitions/placeholder' }

/** Words that are kept as they are; `uniqueItems` is not, for Kong drops what a set holds twice. */
const KEPT = [
  ...['type', 'enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties', 'not', 'allOf', 'anyOf'],
] as const

/** Words that a placeholder could not pass. */
const STRICT = ['enum', 'const', 'pattern', 'not', 'allOf', 'anyOf', 'maxLength'] as const

/**
 * Turns a node of our schemas into one for editors: Kong's attributes left out, and a placeholder accepted in the place of
 * every scalar. With `partly` nothing inside is required.
 */
export function editorSchema(node: JsonSchema, partly = false): Words {
  const words = { ...own(node), ...structure(node, partly) }
  const notes = {
    ...(node.default === undefined || node.default === null ? {} : { default: node.default }),
    ...(node.deprecated ? { deprecated: true } : {}),
  }
  return isScalar(node) && !takesAnyText(node) ? { anyOf: [words, PLACEHOLDER_REF], ...notes } : { ...words, ...notes }
}

function own(node: JsonSchema): Words {
  const words: Record<string, unknown> = {}
  for (const word of KEPT) {
    const value = node[word as keyof JsonSchema]
    if (value !== undefined) words[word] = value
  }
  return words
}

function structure(node: JsonSchema, partly: boolean): Words {
  const { properties, additionalProperties: values, items, propertyNames } = node
  const inner = Object.entries(properties ?? {}).map(([name, each]) => [name, editorSchema(each, partly)])
  return {
    ...(properties ? { properties: Object.fromEntries(inner) } : {}),
    ...(values === undefined
      ? {}
      : { additionalProperties: typeof values === 'object' ? editorSchema(values, partly) : values }),
    ...(items ? { items: editorSchema(items, partly) } : {}),
    ...(propertyNames ? { propertyNames: own(propertyNames) } : {}),
    ...(node.required && !partly ? { required: node.required } : {}),
  }
}

function isScalar(node: JsonSchema): boolean {
  return [node.type].flat().some((type) => ['string', 'integer', 'number', 'boolean'].includes(String(type)))
}

function takesAnyText(node: JsonSchema): boolean {
  return [node.type].flat().includes('string') && STRICT.every((word) => node[word] === undefined)
}
