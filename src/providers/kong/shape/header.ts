import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import type { Entity } from '../../../model/entity.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { DUMP_LISTS } from './dump-lists.ts'
import { readFormatVersion } from './format-version.ts'
import { type Info, readInfo } from './info.ts'
import { describeValue, placeIn, refuse } from './walk.ts'
import { readSelf, readWorkspace, type WorkspaceOptions, workspaceKeys, workspaceOf } from './workspace-header.ts'

/** What the files say about themselves, brought together. */
export interface Header extends Info {
  /** `_plugin_configs` by name. */
  configs: Map<string, Fields>
  workspace?: string
  workspacePlace?: Place
  /** The workspace itself, where the files describe it. */
  self?: Entity
}

/** The metadata keys of a state file. */
export const headerKeys: readonly string[] = [
  '_format_version',
  '_transform',
  '_info',
  ...workspaceKeys,
  '_plugin_configs',
  '_konnect',
]

/**
 * Reads the metadata of all documents. decK takes the first value it meets where two files disagree, in an order
 * that changes from run to run; here a disagreement is an error.
 */
export function readHeader(
  documents: readonly Document[],
  options: WorkspaceOptions,
  diagnostics: Diagnostic[],
): Header {
  const header: Header = { ...readInfo(documents, diagnostics), configs: new Map() }
  readFormatVersion(documents, diagnostics)
  refuseSecondDocuments(documents, diagnostics)
  for (const document of documents) {
    checkTransform(document, diagnostics)
    readConfigs(document, header, diagnostics)
  }
  const workspace = readWorkspace(documents, options, diagnostics)
  if (workspace !== undefined) header.workspace = workspace
  const naming = options.workspace === undefined && documents.find((each) => workspaceOf(each) !== undefined)
  if (naming) header.workspacePlace = placeIn(naming, '_workspace')
  const self = readSelf(documents, workspace, diagnostics)
  if (self) header.self = self
  return header
}

/** decK reads the first document of a file and ignores the others silently; another workspace's is refused elsewhere. */
function refuseSecondDocuments(documents: readonly Document[], diagnostics: Diagnostic[]): void {
  const first = new Map<string, Document>()
  for (const document of documents) {
    const before = first.get(document.file)
    if (before === undefined) first.set(document.file, document)
    else if (document.index > before.index && !isForOther(document, before)) {
      const hint = 'join the two, or put it into a file of its own: decK would ignore it silently'
      refuse(diagnostics, placeIn(document), 'second-document', 'a second document in the same file', hint)
    }
  }
}

function isForOther(document: Document, first: Document): boolean {
  const workspace = workspaceOf(document)
  return workspace !== undefined && workspace !== workspaceOf(first)
}

function checkTransform(document: Document, diagnostics: Diagnostic[]): void {
  const value = clear(document.value._transform)
  if (value === false) {
    const hint = 'remove the line; hashed passwords can only be loaded by Kong itself, in DB-less mode'
    refuse(diagnostics, placeIn(document, '_transform'), 'transform-false', '_transform: false is not supported', hint)
  }
  if (document.value._konnect !== undefined && document.value._konnect !== null) {
    refuse(
      diagnostics,
      placeIn(document, '_konnect'),
      'unmanaged-section',
      '_konnect: this file is for Konnect, which Keelson does not manage',
    )
  }
}

function readConfigs(document: Document, header: Header, diagnostics: Diagnostic[]): void {
  const configs = document.value._plugin_configs
  if (configs === undefined || configs === null) return
  if (!isFields(configs)) {
    const message = `_plugin_configs must be a mapping of names to configurations, not ${describeValue(configs)}`
    refuse(diagnostics, placeIn(document, '_plugin_configs'), 'wrong-type', message)
    return
  }
  for (const [name, config] of Object.entries(configs))
    if (name !== DUMP_LISTS) addConfig(document, name, config, header, diagnostics)
}

function addConfig(
  document: Document,
  name: string,
  config: Value | undefined,
  header: Header,
  diagnostics: Diagnostic[],
): void {
  const place = placeIn(document, '_plugin_configs', name)
  if (!isFields(config)) {
    refuse(
      diagnostics,
      place,
      'wrong-type',
      `the configuration ${name} must be a mapping, not ${describeValue(config)}`,
    )
    return
  }
  if (header.configs.has(name)) {
    refuse(
      diagnostics,
      place,
      'contradiction',
      `_plugin_configs has ${name} twice`,
      'keep one of them, or give the other another name',
    )
    return
  }
  header.configs.set(name, config)
}
