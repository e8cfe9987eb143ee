import { isFields } from '../../../../model/secret.ts'
import type { Fields, Value } from '../../../../model/value.ts'
import type { Fault, FieldPath } from '../fault.ts'
import { limitRules } from './limit-rules.ts'
import { pemRules } from './pem-rules.ts'
import { routeRules } from './route-rules.ts'
import type { EntityRule, FieldRule, Objection } from './rule.ts'
import { type TextFit, textFit } from './text-fit.ts'
import { textRules } from './text-rules.ts'
import { upstreamRules } from './upstream-rules.ts'

/** A field rule with its path taken apart: names, `[]` for entries, `{}` for keys. */
interface Ready extends FieldRule {
  steps: readonly string[]
  /** The first of them. */
  head: string
}

interface RuleSet {
  fields: readonly Ready[]
  entities: readonly EntityRule[]
}

const ENTITY_RULES: readonly EntityRule[] = [...routeRules, ...upstreamRules, ...pemRules, ...limitRules]

const sets = new Map<string, RuleSet>()

/** Runs the rules that are code in the gateway on one entity's fields, given in clear. `plugin` is its name, for plugins. */
export function runRules(kind: string, fields: Fields, plugin?: string): Fault[] {
  const rules = rulesOf(kind, plugin)
  const faults: Fault[] = []
  const path: (string | number)[] = []
  for (const rule of rules.fields) if (fields[rule.head] !== undefined) visit(fields, rule, 0, path, faults)
  for (const rule of rules.entities) for (const objection of rule.refuse(fields)) add(faults, objection, [])
  return faults
}

/** The rules as tests, which make neither paths nor words: what obeys all of them, `runRules` finds nothing in. */
export interface RuleTests {
  /** By field of the entity. */
  fields: ReadonlyMap<string, TextFit>
  entity: (fields: Fields) => boolean
}

/** Makes the tests of a kind, and of a plugin by its name. */
export function ruleTests(kind: string, plugin?: string): RuleTests {
  const { fields, entities } = rulesOf(kind, plugin)
  const tests = new Map<string, TextFit>()
  for (const { head, steps, refuse } of fields) {
    const [test, before] = [textFit(steps.slice(1), refuse), tests.get(head)]
    tests.set(head, before ? (value) => before(value) && test(value) : test)
  }
  return { fields: tests, entity: (given) => entities.every((rule) => rule.refuse(given).length === 0) }
}

function rulesOf(kind: string, plugin: string | undefined): RuleSet {
  const name = plugin === undefined ? kind : `${kind} ${plugin}`
  const known = sets.get(name)
  if (known) return known
  const fits = (rule: { kind: string; plugin?: string }): boolean =>
    (rule.kind === kind || rule.kind === '*') && (rule.plugin === undefined || rule.plugin === plugin)
  const fields = textRules.filter(fits).map(readied)
  const rules = { fields, entities: ENTITY_RULES.filter(fits) }
  sets.set(name, rules)
  return rules
}

function readied(rule: FieldRule): Ready {
  const steps = rule.field.replaceAll('[]', '.[]').replaceAll('{}', '.{}').split('.')
  return { ...rule, steps, head: steps[0] ?? '' }
}

/**
 * Asks a rule about every text that it is for; a reference into a vault is none. `path` is that of `value`, and is
 * gone back on its way.
 */
function visit(value: Value | undefined, rule: Ready, depth: number, path: (string | number)[], faults: Fault[]): void {
  const step = rule.steps[depth]
  if (step === undefined) {
    if (typeof value === 'string' && value !== '' && !value.startsWith('{vault://')) ask(value, rule, path, faults)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (step === '[]') {
    if (!Array.isArray(value)) return
    for (let index = 0; index < value.length; index++) {
      path.push(index)
      visit(value[index], rule, depth + 1, path, faults)
      path.pop()
    }
  } else if (isFields(value)) {
    for (const name of step === '{}' ? Object.keys(value) : [step]) {
      path.push(name)
      if (step === '{}') ask(name, rule, path, faults)
      else visit(value[name], rule, depth + 1, path, faults)
      path.pop()
    }
  }
}

function ask(text: string, rule: Ready, path: FieldPath, faults: Fault[]): void {
  const objection = rule.refuse(text)
  if (objection) add(faults, objection, [...path], text)
}

function add(faults: Fault[], objection: Objection, path: FieldPath, given?: string): void {
  const { reason, hint, code = 'invalid-value' } = objection
  const shown = given === undefined ? {} : { given }
  const level = objection.isWarning ? { isWarning: true as const } : {}
  faults.push({ path: objection.path ?? path, code, reason, ...(hint ? { hint } : {}), ...shown, ...level })
}
