import type { JsonSchema } from '../schema/json-schema.ts'

/** Tests of texts that a schema asks for. */
export function textTests({ minLength = 0, maxLength = Infinity, pattern }: JsonSchema): ((text: string) => boolean)[] {
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  return [
    ...(minLength === 0 ? [] : [(text: string) => isLong(text, minLength)]),
    ...(maxLength === Infinity ? [] : [(text: string) => text.length <= maxLength || points(text) <= maxLength]),
    ...(form === undefined ? [] : [(text: string) => form.test(text)]),
  ]
}

/** A code point is one or two units. */
function isLong(text: string, least: number): boolean {
  return text.length >= 2 * least || (text.length >= least && points(text) >= least)
}

/** JSON Schema counts code points. */
function points(text: string): number {
  return [...text].length
}

/** Tests of numbers that a schema asks for; `whole`: only integers. */
export function numberTests(node: JsonSchema, whole: boolean): ((value: number) => boolean)[] {
  const { minimum: least = -Infinity, maximum: most = Infinity, exclusiveMinimum: above = -Infinity } = node
  const isHeld = whole ? Number.isInteger : Number.isFinite
  return [(value) => isHeld(value) && value >= least && value <= most && value > above]
}
