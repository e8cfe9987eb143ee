import type { Manifest, ManifestEntry, Omission } from '../../model/manifest.ts'
import type { ProviderModule, Target } from '../../model/provider.ts'
import { clusterOf } from '../../model/same-target.ts'
import type { Selection } from '../../model/settings.ts'
import { select } from '../../plan/select.ts'

/** One file of a dump, as the dump knows it. */
interface DumpedFile {
  /** Its name, beside the manifest. */
  file: string
  workspace?: string
  /** Of its text. */
  sha256: string
  selection: Selection
  /** How many entities it holds, by kind. */
  counts: Readonly<Record<string, number>>
  /** Kinds that the controller does not have, and those that it refused to show, by section. */
  missing?: readonly Omission[]
  refused?: readonly Omission[]
}

/** A dump of several files. */
export interface Dumped {
  /** Version of Keelson. */
  keelson: string
  time: Date
  target: Target
  files: readonly DumpedFile[]
}

/**
 * Makes the data of `manifest.json`: what was dumped from where and when, and of each file what it holds and what was
 * left out, and why. Pure; the same input gives the same data.
 */
export function makeManifest(
  { kinds, unmanaged }: Pick<ProviderModule, 'kinds' | 'unmanaged'>,
  { keelson, time, target, files }: Dumped,
): Manifest {
  const { identity, address, product, version, edition, database } = target
  return {
    manifest_version: '1.0',
    keelson,
    time: time.toISOString(),
    target: { identity, address, product, version, edition, database, ...clusterOf(target) },
    files: files.map((each) => entryOf(each, { kinds, unmanaged }, target)),
  }
}

/** Writes a manifest as it stands in its file. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

type Known = Pick<ProviderModule, 'kinds' | 'unmanaged'>

function entryOf(dumped: DumpedFile, known: Known, target: Target): ManifestEntry {
  const { file, workspace, sha256, selection, missing = [], refused = [] } = dumped
  return {
    file,
    ...(workspace !== undefined && { workspace }),
    sha256,
    counts: countsOf(dumped, known),
    select_tags: [...selection.tags],
    only: [...selection.only],
    exclude: [...selection.exclude],
    include: [...(selection.include ?? [])],
    left_out: omissions(known, selection, target),
    missing: [...missing],
    refused: [...refused],
  }
}

/** Zero is a finding: that kind was read and is empty. What was not read has no count. */
function countsOf({ selection, counts, missing = [], refused = [] }: DumpedFile, known: Known): Record<string, number> {
  const held = select(known.kinds, selection, known.unmanaged).kinds
  const unread = new Set([...missing, ...refused].map(({ kind }) => kind))
  const rows = known.kinds.filter(({ name, section }) => held.has(name) && !unread.has(section))
  return Object.fromEntries(rows.map(({ name, section }) => [section, counts[name] ?? 0]))
}

/**
 * Lists the kinds that a selection leaves out whole, with why. Those left out by default are listed where the controller
 * may have them, which is Enterprise alone.
 */
export function omissions({ kinds, unmanaged }: Known, selection: Selection, { edition }: Target): Omission[] {
  const { excluded, kinds: held } = select(kinds, selection, unmanaged)
  const isThere = (each: { edition?: 'enterprise' }): boolean => each.edition === undefined || edition === 'enterprise'
  const own = kinds
    .filter((kind) => !held.has(kind.name) && isThere(kind))
    .map((kind) => ({
      kind: kind.section,
      why: excluded.has(kind.name) ? (kind.excluded ?? 'excluded') : 'not in --only',
    }))
  const secret = edition === 'enterprise' ? unmanaged.filter((row) => row.secret === true) : []
  return [...own, ...secret.map(({ section, why }) => ({ kind: section, why }))]
}
