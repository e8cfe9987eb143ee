import { type Diagnostic, problem, warning } from '../../../model/diagnostic.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { MASK } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { checkedData } from './checked-data.ts'
import { compileCheck } from './compile-check.ts'
import { describe, type KindByName, valueText } from './describe.ts'
import { emptyFaults } from './empty-faults.ts'
import { type Fault, type FieldPath, pathText } from './fault.ts'
import { concernsSecret } from './is-secret.ts'
import { nodeAt } from './look-up.ts'
import { neededBy } from './needed-by.ts'
import type { Plain } from './plain.ts'
import { runRules } from './rules/run-rules.ts'

/** Checks one entity against its schema and the rules that are code in the gateway: one diagnostic per field. */
export function checkEntity(entity: Entity, kind: Kind, schema: JsonSchema, kinds: KindByName): Diagnostic[] {
  const { read, data, plugin } = checkedData(entity, kind)
  const [empty, mayBeEmpty] = emptyFaults(read.empty, kind, schema)
  const faults = [...empty, ...compileCheck(schema)(data), ...runRules(kind.name, data, plugin), ...mayBeEmpty]
  if (faults.length === 0) return []
  const references = new Set(kind.references.map((reference) => reference.field))
  return onePerField(faults)
    .filter((fault) => isOurs(fault, read, references) && !isDropped(fault, kind))
    .map((fault) => diagnostic(fault, entity, kind, schema, read, kinds))
}

function onePerField(faults: readonly Fault[]): Fault[] {
  const kept = new Map<string, Fault>()
  for (const fault of faults) {
    const key = fault.code === 'failed-check' ? `${pathText(fault.path)} ${fault.reason}` : pathText(fault.path)
    if (!kept.has(key)) kept.set(key, fault)
  }
  return [...kept.values()]
}

/** A value that is not known is of the right type; a reference that is missing is told by whoever read the file. */
function isOurs(fault: Fault, read: Plain, references: ReadonlySet<string>): boolean {
  const [head] = fault.path
  if (fault.code === 'required-field' && typeof head === 'string' && references.has(head)) return false
  if (read.unknown.size === 0) return true
  return !fault.path.some((_, index) => read.unknown.has(pathText(fault.path.slice(0, index + 1))))
}

/** The gateway drops what it sets itself, also where its schema does not name it (timestamps 18, recorded). */
function isDropped(fault: Fault, kind: Kind): boolean {
  return fault.code === 'unknown-field' && fault.path.length === 1 && kind.readOnly.includes(String(fault.path[0]))
}

function diagnostic(
  fault: Fault,
  entity: Entity,
  kind: Kind,
  schema: JsonSchema,
  read: Plain,
  kinds: KindByName,
): Diagnostic {
  const message = `${describe(entity, kinds)}: ${subject(fault, kind, schema, read)}${fault.reason}`
  const needed = fault.code === 'unknown-field' ? neededBy(kind.name, String(fault.path[0])) : undefined
  const hint = needed ?? fault.hint
  const path = entity.place && [...entity.place.path, ...fault.path]
  return (fault.isWarning ? warning : problem)(fault.code, message, {
    ...(hint ? { hint } : {}),
    ...(entity.place && path ? { place: { ...entity.place, path } } : {}),
  })
}

/** What stands before the reason: the field and its value, or the record whose fields the reason names. */
function subject(fault: Fault, kind: Kind, schema: JsonSchema, read: Plain): string {
  if (fault.within) return fault.within.length > 0 ? `${pathText(fault.within)}: ` : ''
  const parts = [pathText(fault.path), givenText(fault, kind, schema, read)]
  return parts.map((part) => (part === '' ? '' : `${part} `)).join('')
}

function givenText(fault: Fault, kind: Kind, schema: JsonSchema, read: Plain): string {
  if (!('given' in fault)) return ''
  const isHidden = read.hidden.has(pathText(fault.path)) || concernsSecret(fault.path, kind, schema)
  const isOfWrongType = fault.code === 'wrong-type'
  if (isHidden) return isOfWrongType ? `(a secret ${typeof fault.given})` : MASK
  return isOfWrongType && isMapping(schema, fault.path) ? `(a ${typeof fault.given})` : valueText(fault.given as Value)
}

/** A text in the place of a whole mapping may be anything, a key too: nothing says which of its fields it was meant for. */
function isMapping(schema: JsonSchema, path: FieldPath): boolean {
  const type = nodeAt(schema, path)?.['x-kong']?.type
  return type === 'record' || type === 'map'
}
