import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Loaded } from '../../model/document.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { ProviderModule } from '../../model/provider.ts'
import { isFields, Secret } from '../../model/secret.ts'
import type { Connection } from '../../model/settings.ts'
import type { State } from '../../model/state.ts'
import type { Fields, Value } from '../../model/value.ts'
import { loadFiles } from '../../state/load.ts'
import type { Io } from './io.ts'
import { type Provenance, readProvenance } from './not-dumped.ts'

/** What the state files say, with every problem of form found on the way. */
export interface Desired {
  state: State
  loaded: Loaded
  /** What manifests beside the files say of them. */
  provenance: Provenance
  diagnostics: Diagnostic[]
}

/** How state files are read. */
export interface DesiredOptions {
  files: readonly string[]
  /** `unknown`: a missing variable is tolerated, and noted once. */
  missing: 'error' | 'unknown'
  workspace?: string
  /** Take it though a file is for another one. */
  forceWorkspace?: boolean
  /** Names of variables whose values may be shown. */
  show?: readonly string[]
}

/** Reads state files and flattens them into entities. Problems are in `diagnostics`; nothing is raised. */
export async function readDesired(provider: ProviderModule, options: DesiredOptions, io: Io): Promise<Desired> {
  const loaded = await loadFiles(options.files, { env: io.env, missing: options.missing, stdin: io.stdin })
  return flattenLoaded(provider, loaded, options)
}

/** Flattens files that were read. Their documents are used up. Problems are in `diagnostics`; nothing is raised. */
export async function flattenLoaded(
  provider: ProviderModule,
  loaded: Loaded,
  options: Omit<DesiredOptions, 'files' | 'missing'>,
): Promise<Desired> {
  const { workspace, forceWorkspace: force = false } = options
  const flat = provider.flatten(loaded.documents, workspace === undefined ? {} : { workspace, force })
  // All that counts is in the entities now; in large files this is a good part of the memory.
  loaded.documents.length = 0
  const show = new Set(options.show ?? [])
  if (show.size > 0) for (const entity of flat.state.entities) entity.fields = shown(entity.fields, show)
  const provenance = await readProvenance(loaded.files, flat.state.narrowed ?? [], provider)
  const diagnostics = [...loaded.diagnostics, ...flat.diagnostics, ...provenance.diagnostics]
  return { state: flat.state, loaded, provenance, diagnostics }
}

/** A connection to the workspace that the files are for, unless the command line names one. */
export function inWorkspace(connection: Connection, { workspace }: State): Connection {
  return connection.workspace !== undefined || workspace === undefined ? connection : { ...connection, workspace }
}

/** Unwraps the values of variables that the user declared to be no secrets. */
function shown(fields: Fields, show: ReadonlySet<string>): Fields {
  const result: Fields = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined) result[name] = shownValue(value, show)
  }
  return result
}

function shownValue(value: Value, show: ReadonlySet<string>): Value {
  if (value instanceof Secret) return isShown(value, show) ? value.reveal() : value
  if (Array.isArray(value)) return value.map((each) => shownValue(each, show))
  return isFields(value) ? shown(value, show) : value
}

/** One that is empty has nothing to show, and is still to be checked. */
const isShown = ({ known, variable, empty }: Secret, show: ReadonlySet<string>): boolean =>
  known && empty === undefined && variable !== undefined && show.has(variable)

/**
 * Joins the tags of the command line with those of the files: either may give them; where both do they must agree,
 * as in decK. Stamps them on every entity of the files that can have tags.
 */
export function selectTags(
  state: State,
  tags: readonly string[],
  kinds: readonly Kind[],
): { tags: readonly string[]; diagnostics: Diagnostic[] } {
  const inFile = state.selectTags
  const same = [...tags].sort().join('\n') === [...inFile].sort().join('\n')
  if (tags.length > 0 && inFile.length > 0 && !same) {
    return {
      tags,
      diagnostics: [
        problem('select-tags', `--select-tag says ${tags.join(', ')}, the state files say ${inFile.join(', ')}`, {
          hint: 'give them in one place, or the same in both',
        }),
      ],
    }
  }
  if (tags.length > MOST_TAGS) {
    return {
      tags,
      diagnostics: [
        problem('select-tags', `${tags.length} tags select; the controller takes at most ${MOST_TAGS}`, {
          hint: 'use fewer tags',
        }),
      ],
    }
  }
  if (inFile.length === 0 && tags.length > 0) stampAll(state.entities, tags, kinds)
  return { tags: tags.length > 0 ? tags : inFile, diagnostics: [] }
}

/** More tags in one filter are a 400 (Kong 3.9 Admin API, recorded). */
const MOST_TAGS = 5

function stampAll(entities: readonly Entity[], tags: readonly string[], kinds: readonly Kind[]): void {
  const taggable = new Set(kinds.filter((kind) => kind.taggable).map(({ name }) => name))
  for (const entity of entities) if (taggable.has(entity.kind)) entity.fields.tags = stamped(entity.fields.tags, tags)
}

function stamped(given: Value | undefined, tags: readonly string[]): Value {
  const own = Array.isArray(given) ? given : []
  return [...own, ...tags.filter((tag) => !own.includes(tag))]
}
