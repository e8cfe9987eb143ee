import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Target } from '../model/provider.ts'
import { isSameTarget, type TargetMark, targetName } from '../model/same-target.ts'
import type { Limits } from '../model/settings.ts'

/** Where a state file comes from, as the manifest beside it says. */
export interface Origin {
  file: string
  target: TargetMark & { version: string }
}

/** Refuses files that are a dump of another gateway, or of a newer one than the target: one refusal for each such gateway. */
export function guardOrigin(origins: readonly Origin[], target: Target, limits: Limits): Diagnostic[] {
  const others = limits.allowOtherTarget ? [] : origins.filter(({ target: from }) => !isSameTarget(from, target))
  const newer = limits.allowOlderTarget
    ? []
    : origins.filter(({ target: from }) => isNewer(from.version, target.version))
  return [
    ...grouped(others, targetName).map(([name, files]) =>
      problem('other-origin', `${filesText(files)} of ${name}, and the target is ${targetName(target)}`, {
        hint: '--allow-other-target lifts this guard; a target that is reached by several addresses gets one `identity` in keelson.yaml',
      }),
    ),
    ...grouped(newer, ({ version }) => version).map(([version, files]) =>
      problem('older-target', `${filesText(files)} of version ${version}, and the target has ${target.version}`, {
        hint: 'an older gateway may not know all fields; --allow-older-target lifts this guard',
      }),
    ),
  ]
}

function grouped(origins: readonly Origin[], keyOf: (target: Origin['target']) => string): [string, string[]][] {
  const groups = new Map<string, string[]>()
  for (const { file, target } of origins) groups.set(keyOf(target), [...(groups.get(keyOf(target)) ?? []), file])
  return [...groups]
}

function filesText(files: readonly string[]): string {
  const more = files.length > 3 ? ` and ${files.length - 3} more` : ''
  return `${files.slice(0, 3).join(', ')}${more} ${files.length === 1 ? 'is a dump' : 'are dumps'}`
}

/** Compares the first two numbers of versions; what is after them does not change what a gateway knows. */
function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => (/^(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number))
  const [major = 0, minor = 0] = a ?? []
  const [toMajor = 0, toMinor = 0] = b ?? []
  if (a?.length !== 2 || b?.length !== 2) return false
  return major > toMajor || (major === toMajor && minor > toMinor)
}
