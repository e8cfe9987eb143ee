import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Document, Loaded } from '../../model/document.ts'
import type { ProviderModule } from '../../model/provider.ts'
import { loadFiles } from '../../state/load.ts'
import { type Desired, type DesiredOptions, flattenLoaded } from './desired.ts'
import type { Io } from './io.ts'

/** What state files say of several workspaces. */
export interface AllDesired {
  /** By name of the workspace, in order. */
  byWorkspace: Map<string, Desired>
  loaded: Loaded
  /** What is wrong with the files as such. */
  diagnostics: Diagnostic[]
}

/**
 * Reads state files and sorts their documents by the workspace that they say they are for. Where no document names one,
 * all are for `default`; among documents that do, one that does not is an error. Nothing is raised.
 */
export async function readAllDesired(
  module: ProviderModule,
  options: Omit<DesiredOptions, 'workspace' | 'forceWorkspace'>,
  io: Io,
): Promise<AllDesired> {
  const loaded = await loadFiles(options.files, { env: io.env, missing: options.missing, stdin: io.stdin })
  return sortDesired(module, loaded, options)
}

/** Does the same with files that were read. Their documents are used up. */
export async function sortDesired(
  module: ProviderModule,
  loaded: Loaded,
  options: Pick<DesiredOptions, 'show'>,
): Promise<AllDesired> {
  const diagnostics = [...loaded.diagnostics]
  const groups = grouped(module, loaded.documents, diagnostics)
  loaded.documents.length = 0
  const byWorkspace = new Map<string, Desired>()
  for (const name of [...groups.keys()].sort()) {
    const documents = groups.get(name) ?? []
    const files = [...new Set(documents.map(({ file }) => file))]
    byWorkspace.set(name, await flattenLoaded(module, { ...loaded, documents, files, diagnostics: [] }, options))
    groups.delete(name)
  }
  return { byWorkspace, loaded, diagnostics }
}

function grouped(module: ProviderModule, documents: readonly Document[], diagnostics: Diagnostic[]) {
  const groups = new Map<string, Document[]>()
  const named = documents.some((each) => module.workspaceOf(each) !== undefined)
  for (const document of documents) {
    const name = module.workspaceOf(document)
    if (name === undefined && named) diagnostics.push(nameless(document))
    const group = groups.get(name ?? 'default') ?? []
    groups.set(name ?? 'default', group)
    group.push(document)
  }
  return groups
}

function nameless({ file, index }: Document): Diagnostic {
  return problem('no-workspace', 'this document does not say which workspace it is for, and others do', {
    place: { file, document: index, path: [] },
    hint: 'write `_workspace: default`, or the name of another one',
  })
}
