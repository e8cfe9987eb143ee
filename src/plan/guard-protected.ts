import type { Change } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Kind } from '../model/kind.ts'
import type { Plan } from '../model/plan.ts'
import type { Limits } from '../model/settings.ts'
import { readRules } from './exclusion.ts'

/**
 * Finds deletes of what the user protects, be they asked for, taken along or half of a replace. Gives one refusal for each
 * kind, with the numbers.
 */
export function guardProtected(plan: Plan, kinds: readonly Kind[], limits: Limits): Diagnostic[] {
  const { protect = [], allowProtected = false } = limits
  if (protect.length === 0 || allowProtected) return []
  const tests = protect.map((entry) => ({ entry, isProtected: protectedBy(entry, kinds) }))
  const found = new Map<string, string[]>()
  for (const change of plan.changes) {
    if (change.action !== 'delete' && change.action !== 'replace') continue
    const by = tests.find(({ isProtected }) => isProtected(change))
    if (by) found.set(change.kind, [...(found.get(change.kind) ?? []), `${change.label} (${by.entry})`])
  }
  return [...found].map(([kind, named]) => refusal(kind, named, plan.current[kind] ?? named.length))
}

/** Says what is wrong with the entries of `protect`. */
export function wrongProtect(known: Parameters<typeof readRules>[0], { protect = [] }: Limits): Diagnostic[] {
  return readRules(known, { exclude: protect }).diagnostics
}

function protectedBy(entry: string, kinds: readonly Kind[]): (change: Change) => boolean {
  const { rules } = readRules({ kinds, unmanaged: [] }, { exclude: [entry] })
  return ({ kind: name, entityId, oldId, before = {} }) => {
    const kind = kinds.find((each) => each.name === name)
    const id = oldId ?? entityId
    const entity = { kind: name, fields: before, refs: {}, ...(id !== undefined && { id }) }
    return kind !== undefined && rules.some((rule) => rule.kinds.has(name) && rule.fits(entity, kind))
  }
}

function refusal(kind: string, named: readonly string[], total: number): Diagnostic {
  const shown = named.slice(0, 5).join(', ')
  const more = named.length > 5 ? ` and ${named.length - 5} more` : ''
  const which = named.length === 1 ? 'which is protected' : 'which are protected'
  return problem(
    'protected',
    `this would delete ${named.length} of ${total} of kind ${kind}, ${which}: ${shown}${more}`,
    { about: { kind }, hint: '--allow-protected lifts this guard; the list is `protect`' },
  )
}
