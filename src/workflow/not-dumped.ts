import { basename, dirname, join } from 'node:path'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { ManifestEntry } from '../model/manifest.ts'
import { leftOut } from '../plan/aside.ts'
import { belongsToExcluded, select } from '../plan/select.ts'
import { STDIN_NAME } from '../state/find-files.ts'
import { MANIFEST, readManifest } from '../state/manifest-file.ts'

/** The state files with what a manifest beside them says of each. */
export interface Provenance {
  entries: ManifestEntry[]
  /** Files of which no manifest speaks. */
  others: string[]
  diagnostics: Diagnostic[]
}

/** Looks beside the state files for the manifest of the dump that they are from. Raises nothing. */
export async function readProvenance(files: readonly string[]): Promise<Provenance> {
  const found: Provenance = { entries: [], others: [], diagnostics: [] }
  const paths = new Set(files.filter((file) => file !== STDIN_NAME).map(manifestOf))
  const manifests = new Map<string, ManifestEntry[]>()
  for (const path of paths) {
    const manifest = await readManifest(path)
    if (manifest === 'damaged') found.diagnostics.push(damaged(path))
    else if (manifest !== undefined) manifests.set(path, manifest.files)
  }
  for (const file of files) {
    const entry = manifests.get(manifestOf(file))?.find((each) => each.file === basename(file))
    if (entry === undefined) found.others.push(file)
    else found.entries.push(entry)
  }
  return found
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
 * whatever was edited in them since. Gives undefined where no manifest speaks of any file.
 * @param mentionedIn by kind, the files that mention it
 */
export function notDumped(
  { entries, others }: Provenance,
  kinds: readonly Kind[],
  mentionedIn: ReadonlyMap<string, ReadonlySet<string>>,
): NotDumped | undefined {
  if (entries.length === 0) return undefined
  const isSpokenOf = (name: string): boolean => others.some((file) => mentionedIn.get(name)?.has(file))
  const silent = kinds.filter(({ name }) => !isSpokenOf(name))
  const dumps = entries.map((entry) => dumpOf(entry, kinds))
  const names = silent.filter((kind) => dumps.every((dump) => !dump.whole(kind))).map(({ name }) => name)
  const found = new Set(names)
  return {
    kinds: found,
    among: (entities) => {
      const unheld = dumps.map((dump) => dump.unheld(entities))
      return new Set(entities.filter((each) => found.has(each.kind) && unheld.every((set) => set.has(each))))
    },
  }
}

/** What one dump held, as its manifest says. */
function dumpOf({ exclude, include, counts }: ManifestEntry, kinds: readonly Kind[]) {
  const { excluded, partly, leavesOut } = select(kinds, { only: [], exclude, include })
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const isRead = (kind: Kind): boolean => kind.section in counts && !excluded.has(kind.name)
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
