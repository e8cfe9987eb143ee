import { isFields } from '../../../../model/secret.ts'
import type { Fields, Value } from '../../../../model/value.ts'
import type { Fault, FieldPath } from '../fault.ts'
import { limitRules } from './limit-rules.ts'
import { pemRules } from './pem-rules.ts'
import { routeRules } from './route-rules.ts'
import type { EntityRule, FieldRule, Objection } from './rule.ts'
import { textRules } from './text-rules.ts'
import { upstreamRules } from './upstream-rules.ts'

/** A field rule with its path taken apart: names, `[]` for entries, `{}` for keys. */
interface Ready extends FieldRule {
  steps: readonly string[]
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
  for (const rule of rules.fields)
    visit(fields, rule.steps, [], (text, path) => add(faults, rule.refuse(text), path, text))
  for (const rule of rules.entities) for (const objection of rule.refuse(fields)) add(faults, objection, [])
  return faults
}

function rulesOf(kind: string, plugin: string | undefined): RuleSet {
  const name = `${kind} ${plugin ?? ''}`
  const known = sets.get(name)
  if (known) return known
  const fits = (rule: { kind: string; plugin?: string }): boolean =>
    (rule.kind === kind || rule.kind === '*') && (rule.plugin === undefined || rule.plugin === plugin)
  const fields = textRules.filter(fits).map((rule) => ({ ...rule, steps: stepsOf(rule.field) }))
  const rules = { fields, entities: ENTITY_RULES.filter(fits) }
  sets.set(name, rules)
  return rules
}

function stepsOf(field: string): string[] {
  return field.replaceAll('[]', '.[]').replaceAll('{}', '.{}').split('.')
}

type Visit = (text: string, path: FieldPath) => void

/** Calls back for every text that a rule is about; a reference into a vault is none. */
function visit(value: Value | undefined, steps: readonly string[], path: FieldPath, call: Visit): void {
  const [step, ...rest] = steps
  if (step === undefined) {
    if (typeof value === 'string' && value !== '' && !value.startsWith('{vault://')) call(value, path)
  } else if (step === '[]') {
    if (Array.isArray(value)) for (const [index, each] of value.entries()) visit(each, rest, [...path, index], call)
  } else if (step === '{}') {
    if (isFields(value)) for (const key of Object.keys(value)) call(key, [...path, key])
  } else if (isFields(value)) visit(value[step], rest, [...path, step], call)
}

function add(faults: Fault[], objection: Objection | undefined, path: FieldPath, given?: string): void {
  if (!objection) return
  const { reason, hint, code = 'invalid-value' } = objection
  const shown = given === undefined ? {} : { given }
  const level = objection.isWarning ? { isWarning: true as const } : {}
  faults.push({ path: objection.path ?? path, code, reason, ...(hint ? { hint } : {}), ...shown, ...level })
}
