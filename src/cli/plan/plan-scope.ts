import { fileValue } from '../../config/file-value.ts'
import { planOptionsOf } from '../../config/planning.ts'
import type { Settings } from '../../config/settings.ts'
import type { PlanScope } from '../../model/saved-plan.ts'
import type { PlanOptions } from '../../model/settings.ts'
import { usage } from '../arguments/usage.ts'

/**
 * Says what a plan is to be about, by the settings in force.
 * @param settings the settings in force
 * @param options the options of planning
 */
export function scopeOf(settings: Settings, options: PlanOptions): PlanScope {
  const { file, env } = settings.sources
  const show = fileValue(file, undefined, 'show', env)?.value
  const workspace = settings.text('workspace')
  const isOn = (name: string): boolean => settings.has(name) && settings.flag(name)
  return {
    options,
    ...(workspace !== undefined && { workspace }),
    forceWorkspace: isOn('force-workspace'),
    allWorkspaces: isOn('all-workspaces'),
    pruneWorkspaces: options.mode === 'sync' && isOn('prune-workspaces'),
    show: Array.isArray(show) ? show.map(String) : [],
  }
}

/** What an option of the command line stands for in a scope. */
const MEANS: Readonly<Record<string, (scope: PlanScope) => unknown>> = {
  workspace: ({ workspace }) => workspace,
  'force-workspace': ({ forceWorkspace }) => forceWorkspace,
  'all-workspaces': ({ allWorkspaces }) => allWorkspaces,
  'prune-workspaces': ({ pruneWorkspaces }) => pruneWorkspaces,
  'select-tag': ({ options }) => options.selection.tags,
  only: ({ options }) => options.selection.only,
  exclude: ({ options }) => options.selection.exclude,
  include: ({ options }) => options.selection.include,
  'skip-consumers': ({ options }) => options.selection.exclude,
  'skip-ca-certificates': ({ options }) => options.selection.exclude,
  'ignore-ids': ({ options }) => options.ignoreIds,
  strict: ({ options }) => options.strict ?? false,
  'allow-deletes': ({ options }) => options.limits.allowDeletes,
  'allow-empty': ({ options }) => options.limits.allowEmpty,
  prune: ({ options }) => options.limits.prune,
  cascade: ({ options }) => options.limits.cascade,
  invite: ({ options }) => options.limits.invite ?? false,
  protect: ({ options }) => options.limits.protect,
  'allow-protected': ({ options }) => options.limits.allowProtected ?? false,
  'allow-expiring': ({ options }) => options.limits.allowExpiring ?? false,
  'allow-other-target': ({ options }) => options.limits.allowOtherTarget ?? false,
  'allow-older-target': ({ options }) => options.limits.allowOlderTarget ?? false,
}

/**
 * Checks that the command line does not say otherwise than a saved plan, whose scope is what counts.
 * @param settings the settings in force
 * @param saved the plan's scope
 * @throws Refusal (invalid) that names the option
 */
export function requireSameScope(settings: Settings, saved: PlanScope): void {
  const own = scopeOf(settings, planOptionsOf(settings, saved.options.mode))
  for (const [name, meaning] of Object.entries(MEANS)) {
    const isGiven = settings.has(name) && settings.sources.flags[name] !== undefined
    if (!isGiven || JSON.stringify(meaning(own)) === JSON.stringify(meaning(saved))) continue
    throw usage(
      `--${name} says otherwise than the plan`,
      'leave it out: a plan is applied under the options it was made with',
    )
  }
}

/** They stand for entries of `exclude`. */
const SHORTHANDS = ['skip-consumers', 'skip-ca-certificates']

/**
 * Gives the options of a command line that is to be about the same as a saved plan, beside what the settings in force say already.
 * @param settings the settings in force
 * @param saved the plan's scope
 * @returns values by name of the option; what a command line cannot take back is not among them
 */
export function optionsOfScope(settings: Settings, saved: PlanScope): Record<string, unknown> {
  const own = scopeOf(settings, planOptionsOf(settings, saved.options.mode))
  const others = Object.entries(MEANS).filter(
    ([name, meaning]) => !SHORTHANDS.includes(name) && JSON.stringify(meaning(own)) !== JSON.stringify(meaning(saved)),
  )
  return Object.fromEntries(others.map(([name, meaning]) => [name, spelledOf(meaning(saved))]))
}

/** An allowance is a count or a share; all else stands as it is. */
function spelledOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return 'percent' in value ? `${value.percent}%` : 'count' in value ? String(value.count) : undefined
}
