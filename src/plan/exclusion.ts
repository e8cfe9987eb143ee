import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import { nearest } from '../model/nearest.ts'
import type { Unmanaged } from '../model/provider.ts'
import { clear } from '../model/secret.ts'
import type { Selection } from '../model/settings.ts'
import { glob } from './glob.ts'

/** An entry of the lists `exclude` and `include`, understood. */
export interface Rule {
  effect: 'exclude' | 'include'
  /** Names of the kinds that it is about. */
  kinds: ReadonlySet<string>
  /** How narrow it is: a whole kind 1, a pattern or a tag 2, one name 3. The narrowest that fits an entity decides. */
  rank: 1 | 2 | 3
  /** Whether it fits an entity of its kinds. */
  fits(entity: Entity, kind: Kind): boolean
}

/** What rules are read against. */
export interface Vocabulary {
  kinds: readonly Kind[]
  unmanaged: readonly Unmanaged[]
}

/**
 * Reads the lists. `consumers` is a kind, by section, name or alias; `consumers:svc-*` narrows it by name or id,
 * `plugins:tag=legacy` by tag; `*` stands for any text and `?` for one character. What cannot be understood, or cannot
 * be included, becomes a diagnostic.
 */
export function readRules(
  known: Vocabulary,
  selection: Pick<Selection, 'exclude' | 'include'>,
): { rules: Rule[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const read = (effect: Rule['effect']) => (entry: string) => readRule(entry, effect, known, diagnostics) ?? []
  const rules = [...selection.exclude.flatMap(read('exclude')), ...(selection.include ?? []).flatMap(read('include'))]
  return { rules, diagnostics }
}

function readRule(
  entry: string,
  effect: Rule['effect'],
  known: Vocabulary,
  diagnostics: Diagnostic[],
): Rule | undefined {
  const [, name = '', pattern] = /^([^:]*)(?::(.*))?$/s.exec(entry) ?? []
  const kinds = kindsNamed(known.kinds, name)
  if (kinds.length === 0) {
    const left = known.unmanaged.find(({ section }) => plain(section) === plain(name))
    // To leave out what is left out anyway is no mistake.
    if (left === undefined) diagnostics.push(unknownKind(name, known.kinds))
    else if (effect === 'include') diagnostics.push(problem('not-included', `${name} cannot be included: ${left.why}`))
    return undefined
  }
  const wrong = pattern === undefined ? undefined : wrongPattern(entry, pattern, kinds)
  if (wrong !== undefined) diagnostics.push(wrong)
  return { effect, kinds: new Set(kinds.map((kind) => kind.name)), ...narrowness(pattern) }
}

function narrowness(pattern: string | undefined): Pick<Rule, 'rank' | 'fits'> {
  if (pattern === undefined) return { rank: 1, fits: () => true }
  const [, by = 'name', text = ''] = /^(?:(tag|name)=)?(.*)$/s.exec(pattern) ?? []
  const fits = glob(text)
  if (by === 'tag') return { rank: 2, fits: (entity) => tagsOf(entity).some(fits) }
  return { rank: /[*?]/.test(text) ? 2 : 3, fits: (entity, kind) => handlesOf(entity, kind).some(fits) }
}

/** A pattern that can never fit would leave unprotected what the user thinks is left out. */
function wrongPattern(entry: string, pattern: string, kinds: readonly Kind[]): Diagnostic | undefined {
  const text = pattern.replace(/^(?:tag|name)=/, '')
  const shown = JSON.stringify(entry)
  if (text === '') return problem('bad-pattern', `${shown} names nothing after the colon`, { hint: HOW })
  if (/\p{Cc}/u.test(text)) return problem('bad-pattern', `${shown} holds a control character`, { hint: HOW })
  const nameless = kinds.find((kind) => nameFields(kind).length === 0)
  if (nameless === undefined || pattern.startsWith('tag=') || /^[0-9a-f*?-]+$/i.test(text)) return undefined
  const hint = `write ${nameless.section}:tag=… or an id`
  return problem('bad-pattern', `${shown}: a ${nameless.name} has no name that could be shown`, { hint })
}

const HOW = 'write a kind, kind:name or kind:tag=name; * stands for any text, ? for one character'

/** Finds kinds by section, name or alias; `-` and `_` count as the same. */
export function kindsNamed(kinds: readonly Kind[], name: string): Kind[] {
  const wanted = plain(name)
  return kinds.filter((each) => [each.section, ...otherNames(each)].some((text) => plain(text) === wanted))
}

const otherNames = ({ name, aliases = [] }: Kind): string[] => [name, ...aliases]

const plain = (name: string): string => name.replaceAll('_', '-')

/** Says that there is no such kind, and which one is probably meant. */
export function unknownKind(name: string, kinds: readonly Kind[]): Diagnostic {
  const near = nearest(name, [...kinds.map(({ section }) => section), ...kinds.flatMap(otherNames)])
  const hint = near === undefined ? '`keelson kinds` lists them' : `did you mean ${near}?`
  return problem('unknown-kind', `there is no kind "${name}"`, { hint })
}

function tagsOf({ fields }: Entity): string[] {
  const { tags } = fields
  return (Array.isArray(tags) ? tags : []).map(clear).filter((tag) => typeof tag === 'string')
}

function handlesOf({ id, fields }: Entity, kind: Kind): string[] {
  const values = nameFields(kind).map((field) => clear(fields[field]))
  return [id, ...values].filter((value) => typeof value === 'string')
}

/** The fields that a person knows an entity by: those of its keys that are neither a secret nor a reference. */
function nameFields(kind: Kind): string[] {
  if (kind.keepId) return []
  const references = new Set(kind.references.map(({ field }) => field))
  const fields = new Set([...kind.keys, ...kind.unique].flat())
  return [...fields].filter((field) => !references.has(field) && !kind.secret.includes(field))
}
