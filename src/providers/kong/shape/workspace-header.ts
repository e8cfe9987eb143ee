import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import type { Entity } from '../../../model/entity.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { describeValue, inside, placeIn, refuse, refuseEmpty, warn } from './walk.ts'

/** What the command line says of the workspace. */
export interface WorkspaceOptions {
  /** The workspace that the command line names. */
  workspace?: string
  /** Take it although a file is for another one. */
  force?: boolean
}

/** The keys by which a document says which workspace it is for, and describes it; decK knows the first only. */
export const workspaceKeys = ['_workspace', '_workspace_settings'] as const

/** What a workspace has beside its name (public documents of Kong Enterprise). */
export const workspaceFields: readonly string[] = ['comment', 'config', 'meta']

/** The workspace that a document says it is for; undefined when it says nothing, or nothing sensible. */
export function workspaceOf(document: Document): string | undefined {
  const value = clear(document.value._workspace)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * Finds the workspace that documents are for. They must agree, and a file for one workspace never lands in another by
 * accident: what the command line names must be the same, unless it forces its own.
 */
export function readWorkspace(
  documents: readonly Document[],
  { workspace: wanted, force }: WorkspaceOptions,
  diagnostics: Diagnostic[],
): string | undefined {
  let found: string | undefined
  for (const document of documents) {
    refuseNoName(document, diagnostics)
    const value = workspaceOf(document)
    if (value === undefined || value === found) continue
    if (found !== undefined) refuseSecond(document, found, value, diagnostics)
    else if (wanted !== undefined && wanted !== value) noteOther(document, value, wanted, force === true, diagnostics)
    found ??= value
  }
  return wanted ?? found
}

function refuseNoName(document: Document, diagnostics: Diagnostic[]): void {
  const place = placeIn(document, '_workspace')
  if (refuseEmpty(diagnostics, place, document.value._workspace)) return
  const value = clear(document.value._workspace)
  if (value === undefined || value === null || typeof value === 'string') return
  const message = `_workspace must be a name, not ${describeValue(value)}`
  refuse(diagnostics, place, 'wrong-type', message)
}

function refuseSecond(document: Document, found: string, value: string, diagnostics: Diagnostic[]): void {
  refuse(
    diagnostics,
    placeIn(document, '_workspace'),
    'several-workspaces',
    `the files are for different workspaces: ${found} and ${value}`,
    'add --all-workspaces to work on all of them, or name the files of one',
  )
}

function noteOther(document: Document, value: string, wanted: string, force: boolean, diagnostics: Diagnostic[]): void {
  const place = placeIn(document, '_workspace')
  const message = `the file is for workspace ${value}; --workspace ${wanted}`
  const hint = `leave --workspace out, or add --force-workspace to take ${wanted} all the same`
  if (force) warn(diagnostics, place, 'workspace-differs', `${message} is used`)
  else refuse(diagnostics, place, 'other-workspace', `${message} contradicts that`, hint)
}

/** Reads what the documents say of the workspace itself; undefined when they say nothing. */
export function readSelf(
  documents: readonly Document[],
  workspace: string | undefined,
  diagnostics: Diagnostic[],
): Entity | undefined {
  let self: Entity | undefined
  for (const document of documents) {
    const value = document.value._workspace_settings
    if (value === undefined || value === null) continue
    const found = selfOf(document, value, workspace ?? 'default', diagnostics)
    if (self && found) {
      const place = placeIn(document, '_workspace_settings')
      refuse(diagnostics, place, 'contradiction', 'the files describe the workspace twice', 'keep one of them')
    }
    self ??= found
  }
  return self
}

function selfOf(document: Document, value: Value, name: string, diagnostics: Diagnostic[]): Entity | undefined {
  const place = placeIn(document, '_workspace_settings')
  if (!isFields(value)) {
    refuse(diagnostics, place, 'wrong-type', `_workspace_settings must be a mapping, not ${describeValue(value)}`)
    return undefined
  }
  for (const key of Object.keys(value)) {
    if (workspaceFields.includes(key)) continue
    const meant = nearest(key, workspaceFields)
    const hint = meant === undefined ? `it has ${workspaceFields.join(', ')}` : `did you mean ${meant}?`
    refuse(diagnostics, inside(place, key), 'unknown-field', `a workspace has no setting ${key}`, hint)
  }
  return { kind: 'workspace', fields: { name, ...value }, refs: {}, place }
}
