import {
  boolCoreTag,
  boolYaml11Tag,
  floatCoreTag,
  floatYaml11Tag,
  intCoreTag,
  intYaml11Tag,
  NOT_RESOLVED,
  nullCoreTag,
  nullYaml11Tag,
  type ScalarTagDefinition,
  timestampTag,
} from 'js-yaml'

const YAML_1_1 = [nullYaml11Tag, boolYaml11Tag, intYaml11Tag, floatYaml11Tag, timestampTag]
const YAML_1_2 = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]

/** Only scalars that begin so can mean anything but text in any version; and most of these are settled at once. */
const SUSPECT = /^[-+.0-9yYnNoO]/
const SETTLED = /^-?(?:0|[1-9][0-9]{0,14})$|^[yYnNoO][^.]{3,}$/

/**
 * Tells whether readers of YAML 1.1 and 1.2 take a plain scalar for different values.
 * In: its text and what we take it for. Out: the other meanings, none if all agree.
 */
export function otherMeanings(text: string, ours: unknown): unknown[] {
  if (!SUSPECT.test(text) || SETTLED.test(text)) return []
  const meanings = [readAs(YAML_1_1, text), readAs(YAML_1_2, text)]
  return meanings.filter((meaning) => !Object.is(meaning, ours) && !bothZero(meaning, ours))
}

function readAs(tags: readonly ScalarTagDefinition[], text: string): unknown {
  for (const tag of tags) {
    const value: unknown = tag.resolve(text, false, tag.tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return text
}

function bothZero(one: unknown, other: unknown): boolean {
  return one === 0 && other === 0
}
