import { basename, dirname, join } from 'node:path'
import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Manifest, ManifestEntry } from '../../model/manifest.ts'
import type { ProviderModule } from '../../model/provider.ts'
import type { DumpLists } from '../../model/settings.ts'
import type { Narrowed } from '../../model/state.ts'
import { leftOut } from '../../plan/aside.ts'
import type { Origin } from '../../plan/guard-origin.ts'
import { belongsToExcluded, select } from '../../plan/select.ts'
import { STDIN_NAME } from '../../state/find-files.ts'
import { MANIFEST, readManifest } from '../../state/manifest-file.ts'

/** What is known of a dump: the lists it was narrowed by and, where there is a manifest, the kinds it read. */
type Held = DumpLists & Partial<Pick<ManifestEntry, 'counts'>>

/** The state files with what is known of the dumps that they are from. */
export interface Provenance {
  /** For each file of a dump, what a manifest beside it and the file itself say of it. */
  dumps: (readonly Held[])[]
  /** Files that are of no dump, as far as is known. */
  others: string[]
  /** The gateways that the files are dumps of. */
  origins: Origin[]
  diagnostics: Diagnostic[]
}

/**
 * Finds out which dump the state files are from: by the manifest beside them, and by what a narrowed dump keeps in the file
 * itself, which goes where the file goes. Where both speak, what either left out was not dumped. Raises nothing.
 */
export async function readProvenance(
  files: readonly string[],
  narrowed: readonly Narrowed[],
  known: Pick<ProviderModule, 'kinds' | 'unmanaged'>,
): Promise<Provenance> {
  const { manifests, diagnostics } = await readManifests(files)
  const remarks = [...diagnostics, ...misnamed(narrowed, known)]
  const found: Provenance = { dumps: [], others: [], origins: [], diagnostics: remarks }
  for (const file of files) {
    const manifest = manifests.get(manifestOf(file))
    const entries = manifest?.files.filter((each) => each.file === basename(file)) ?? []
    if (entries.length > 0 && manifest?.target) found.origins.push({ file, target: manifest.target })
    const own = narrowed.filter((each) => each.file === file).map(({ lists }) => lists)
    if (entries.length + own.length === 0) found.others.push(file)
    else found.dumps.push([...entries.map((each) => ({ ...each, only: [] })), ...own])
  }
  return found
}

async function readManifests(files: readonly string[]) {
  const manifests = new Map<string, Manifest>()
  const diagnostics: Diagnostic[] = []
  for (const path of new Set(files.filter((file) => file !== STDIN_NAME).map(manifestOf))) {
    const manifest = await readManifest(path)
    if (manifest === 'damaged') diagnostics.push(damaged(path))
    else if (manifest !== undefined) manifests.set(path, manifest)
  }
  return { manifests, diagnostics }
}

/** A list that names no kind there is protects nothing. */
function misnamed(narrowed: readonly Narrowed[], { kinds, unmanaged }: Pick<ProviderModule, 'kinds' | 'unmanaged'>) {
  return narrowed.flatMap(({ place, lists }) =>
    select(kinds, lists, unmanaged).diagnostics.map((each): Diagnostic => ({ ...each, place })),
  )
}

const manifestOf = (file: string): string => join(dirname(file), MANIFEST)

function damaged(path: string): Diagnostic {
  return problem('bad-manifest', 'this manifest cannot be read, so what the dump left out is not known', {
    at: { file: path, line: 1, column: 1 },
    hint: 'take the dump again, or move the manifest away if these files say all there is to be',
  })
}

/** What the dump that is being synced did not hold. */
export interface NotDumped {
  /** Kinds of which it did not hold all. */
  kinds: ReadonlySet<string>
  /** Finds what it did not hold among entities of the controller; what they belong to must be among them. */
  among(entities: readonly Entity[]): ReadonlySet<Entity>
}

/**
 * Tells what no dump among the files held and no other file speaks of: that it is missing in the files says nothing,
 * whatever was edited in them since. Gives undefined where no file is known to be of a dump.
 * @param mentionedIn by kind, the files that mention it
 */
export function notDumped(
  { dumps, others }: Provenance,
  kinds: readonly Kind[],
  mentionedIn: ReadonlyMap<string, ReadonlySet<string>>,
): NotDumped | undefined {
  if (dumps.length === 0) return undefined
  const isSpokenOf = (name: string): boolean => others.some((file) => mentionedIn.get(name)?.has(file))
  const silent = kinds.filter(({ name }) => !isSpokenOf(name))
  const held = dumps.map((dump) => dump.map((each) => dumpOf(each, kinds)))
  const isWhole = (kind: Kind): boolean => held.some((dump) => dump.every((each) => each.whole(kind)))
  const names = silent.filter((kind) => !isWhole(kind)).map(({ name }) => name)
  const found = new Set(names)
  return {
    kinds: found,
    among: (entities) => {
      const unheld = held.map((dump) => joined(dump.map((each) => each.unheld(entities))))
      return new Set(entities.filter((each) => found.has(each.kind) && unheld.every((set) => set.has(each))))
    },
  }
}

const joined = (sets: readonly Set<Entity>[]): Set<Entity> => new Set(sets.flatMap((set) => [...set]))

/** What one dump held, as far as is known. */
function dumpOf({ only, exclude, include = [], counts }: Held, kinds: readonly Kind[]) {
  const { kinds: chosen, excluded, partly, leavesOut } = select(kinds, { only, exclude, include })
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const isRead = (kind: Kind): boolean => chosen.has(kind.name) && (counts === undefined || kind.section in counts)
  const belongsToOut = ({ references }: Kind): boolean =>
    references.some(({ kind, onDelete }) => onDelete === 'cascade' && (excluded.has(kind) || partly.has(kind)))
  return {
    whole: (kind: Kind): boolean => isRead(kind) && !partly.has(kind.name) && !belongsToOut(kind),
    unheld: (entities: readonly Entity[]): Set<Entity> => {
      const found = leftOut(entities, kinds, leavesOut)
      for (const entity of entities) {
        const kind = rows.get(entity.kind)
        if (kind && (!isRead(kind) || belongsToExcluded(entity, kind, excluded))) found.add(entity)
      }
      return found
    },
  }
}
