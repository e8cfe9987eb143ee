import { problem, Refusal } from '../model/diagnostic.ts'
import { OPEN_LIMITS } from '../model/open-limits.ts'
import type { Limits, PlanOptions, Selection } from '../model/settings.ts'
import { exclusionInForce, type ListEntry, protectedInForce } from './exclusion-in-force.ts'
import { fileValue } from './file-value.ts'
import type { Settings } from './settings.ts'

/** Thresholds of the guards when keelson.yaml has none: share in percent, count, size from which all of a kind is refused, and days that a certificate must last. */
const GUARDS = { 'delete-percent': 30, 'delete-count': 5, 'delete-all-from': 3, 'certificate-days': 0 } as const

/** Sections that hold consumers and what belongs to them; what decK's --skip-consumers leaves out (decK 1.64). */
export const CONSUMER_SECTIONS: readonly string[] = [
  'consumers',
  'keyauth_credentials',
  'basicauth_credentials',
  'hmacauth_credentials',
  'jwt_secrets',
  'oauth2_credentials',
  'acls',
]

/**
 * Says which entities a command is about.
 * @param settings the settings in force
 * @returns tags, and the kinds to take or leave
 */
export function selectionOf(settings: Settings): Selection {
  const lists = exclusionInForce(settings)
  const include = textsOf(lists, 'include')
  const exclude = [
    ...textsOf(lists, 'exclude'),
    ...(settings.flag('skip-consumers') ? CONSUMER_SECTIONS : []),
    ...(settings.flag('skip-ca-certificates') ? ['ca_certificates'] : []),
  ]
  return {
    tags: [...new Set(settings.list('select-tag'))],
    only: settings.list('only'),
    exclude: [...new Set(exclude)],
    ...(include.length > 0 && { include }),
  }
}

function textsOf(lists: readonly ListEntry[], list: ListEntry['list']): string[] {
  return lists.filter((each) => each.list === list).map(({ text }) => text)
}

/**
 * Says whose plan a command shows that changes nothing itself (`--for`).
 * @param settings the settings in force
 */
export function plannedMode(settings: Settings): PlanOptions['mode'] {
  return settings.text('for') === 'apply' ? 'apply' : 'sync'
}

/**
 * Gathers the options of planning.
 * @param settings the settings in force
 * @param mode `apply` plans no delete
 * @returns selection, guards and their exceptions
 * @throws Refusal (invalid) for an --allow-deletes that is neither a count nor a share
 */
export function planOptionsOf(settings: Settings, mode: PlanOptions['mode']): PlanOptions {
  const ignoreIds = settings.flag('ignore-ids')
  const strict = settings.flag('strict') && { strict: true }
  return { mode, selection: selectionOf(settings), ignoreIds, ...strict, limits: limitsOf(settings) }
}

function limitsOf(settings: Settings): Limits {
  const allowDeletes = allowance(settings)
  return {
    deletePercent: guard(settings, 'delete-percent'),
    deleteCount: guard(settings, 'delete-count'),
    deleteAllFrom: guard(settings, 'delete-all-from'),
    ...(allowDeletes === undefined ? {} : { allowDeletes }),
    allowEmpty: settings.flag('allow-empty'),
    prune: settings.flag('prune'),
    cascade: settings.flag('cascade'),
    ...(settings.flag('invite') && { invite: true }),
    certificateDays: guard(settings, 'certificate-days'),
    ...(settings.flag('allow-expiring') && { allowExpiring: true }),
    ...(settings.flag('allow-older-target') && { allowOlderTarget: true }),
    ...standingGuards(settings),
  }
}

/** Guards that a reset respects too: what is protected stays, and another gateway is not emptied by mistake. */
function standingGuards(settings: Settings): Partial<Limits> {
  const protect = protectedInForce(settings)
  return {
    ...(protect.length > 0 && { protect }),
    ...(settings.flag('allow-protected') && { allowProtected: true }),
    ...(settings.flag('allow-other-target') && { allowOtherTarget: true }),
  }
}

/**
 * Gathers the options of planning a reset, which has its confirmation instead of guards.
 * @param settings the settings in force
 * @returns options whose guards let everything pass, but for entities outside the selection
 */
export function resetOptionsOf(settings: Settings): PlanOptions {
  const limits = { ...OPEN_LIMITS, cascade: settings.flag('cascade'), ...standingGuards(settings) }
  return { mode: 'sync', selection: selectionOf(settings), ignoreIds: false, limits }
}

/**
 * Gathers the limits of an undo, which nobody could have meant otherwise: only what is protected and letters to people are in its way.
 * @param settings the settings in force
 */
export function undoLimitsOf(settings: Settings): Limits {
  return {
    ...OPEN_LIMITS,
    cascade: false,
    ...standingGuards(settings),
    ...(settings.flag('invite') && { invite: true }),
  }
}

/**
 * Gathers the options of planning for a drift report, in which no guard has a say: nothing is written.
 * @param settings the settings in force
 * @returns options under which everything is told
 */
export function driftOptionsOf(settings: Settings): PlanOptions {
  const limits = {
    ...OPEN_LIMITS,
    cascade: true,
    ...(settings.flag('allow-other-target') && { allowOtherTarget: true }),
  }
  const strict = settings.flag('strict') && { strict: true }
  return { mode: 'sync', selection: selectionOf(settings), ignoreIds: settings.flag('ignore-ids'), ...strict, limits }
}

function guard(settings: Settings, name: keyof typeof GUARDS): number {
  const { file, env } = settings.sources
  const key = (place: string | undefined) => {
    const guards = fileValue(file, place, 'guards', env)?.value as Record<string, unknown> | undefined
    return guards?.[name]
  }
  const value = key(settings.target) ?? key(undefined)
  return value === undefined ? GUARDS[name] : Number(value)
}

function allowance(settings: Settings): Limits['allowDeletes'] {
  const text = settings.text('allow-deletes')
  if (text === undefined) return undefined
  const [, digits, sign] = text.match(/^(\d+(?:\.\d+)?)(%?)$/) ?? []
  const value = Number(digits)
  if (sign === '%' && value <= 100) return { percent: value }
  if (sign === '' && Number.isSafeInteger(value)) return { count: value }
  const from = settings.origin('allow-deletes') ?? 'allow-deletes'
  const message = `${from} takes a count (120) or a share (60%), not ${JSON.stringify(text)}`
  throw new Refusal('invalid', [problem('bad-option-value', message)])
}
