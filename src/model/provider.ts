import type { Step } from './change.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Document } from './document.ts'
import type { Entity } from './entity.ts'
import type { Emit } from './event.ts'
import type { KeyringPort } from './keyring.ts'
import type { Kind } from './kind.ts'
import type { Connection, DumpLists } from './settings.ts'
import type { WriteRecord } from './sink.ts'
import type { State } from './state.ts'
import type { Type } from './type.ts'
import type { Value } from './value.ts'
import type { Window } from './window.ts'

/** What a controller says of itself. */
export interface Target {
  product: string
  version: string
  edition: string
  /** `postgres`, `off` (DB-less) … */
  database: string
  /** What tells this cluster from others: the name that the configuration gives it, else its database, else its normalised address. */
  identity: string
  /** Its database, where the identity is a name and it tells one. */
  cluster?: string
  address: string
  /** Names of plugins that it can load; absent when it does not tell. */
  plugins?: string[]
  /** How its routes are written, where the product knows several ways. */
  routerFlavor?: string
}

/** What is read from a controller. */
export interface Scope {
  kinds: readonly Kind[]
  tags: readonly string[]
}

/**
 * A workspace as the controller has it: the entity, `missing` when it is not there, `hidden` when the token may not
 * look.
 */
export type Own = Entity | 'missing' | 'hidden'

/** What a session can do where the product has workspaces; an edition without any has `default` only. */
interface Workspaces {
  /** The workspace that the session is in. */
  own(): Promise<Own>
  /** How many entities the controller counts in it, by the schema of their kind; undefined where it does not tell. */
  counts(signal?: AbortSignal): Promise<ReadonlyMap<string, number> | undefined>
  /** The same connection inside another workspace, which is taken to be there. It ends with the session it is from. */
  within(name: string): Session
}

/** What an entity is asked for by: its id, or the value of a unique field that is no secret. */
export type Handle = string | { field: string; value: string }

/** A connection to one controller. Requests are bounded by the session's own parallelism. */
export interface Session {
  /** Reads who the controller is. Raises a Failure when it cannot be reached, a Refusal for a workspace that it does not have. */
  describe(): Promise<Target>
  /** All entities in scope; a refused or damaged page is an error, never an empty list. */
  read(scope: Scope, signal?: AbortSignal): Promise<Entity[]>
  /** Looks up which of these exist, whatever their tags; resolves to the entities found. */
  find(kind: Kind, handles: readonly Handle[], signal?: AbortSignal): Promise<Entity[]>
  /** Entities of `kind` that refer to the given entity, read without any filter. */
  dependants(kind: Kind, field: string, parentId: string, signal?: AbortSignal): Promise<Entity[]>
  /** Carries out one step. Resolves to the id that the controller gave. */
  write(step: Step, signal?: AbortSignal): Promise<{ id: string }>
  /** Asks the controller itself whether a body is valid. */
  check(kind: Kind, body: Entity, signal?: AbortSignal): Promise<Diagnostic[]>
  /** Loads the compiled types that these entities need (plugins differ by name), each schema at most once per session. */
  types(entities: Iterable<Entity>, signal?: AbortSignal): Promise<TypeOf>
  /** Kinds of `kinds` that this controller really has; the others with the reason. */
  supports(kinds: readonly Kind[]): Promise<{ kind: Kind; missing?: string }[]>
  /** Checks a state against the schemas of this very controller. */
  validate(state: State, signal?: AbortSignal): Promise<Diagnostic[]>
  /** Fetches the controller's schemas as JSON Schema; `write` receives a path below the chosen folder and a text. */
  pullSchemas(write: (name: string, text: string) => Promise<void>): Promise<{ written: string[]; missing: string[] }>
  /** There once `describe` has found a controller that can have one. */
  readonly keyring?: KeyringPort | undefined
  workspaces?: Workspaces
  close(): Promise<void>
}

/** The compiled type of an entity's fields, looked up without I/O once schemas are loaded; undefined for an unknown plugin. */
export type TypeOf = (entity: { kind: string; fields: Entity['fields'] }) => Type | undefined

/** One key at the top of a dump: what it holds, or the entries of its list. */
export type Section = { name: string; value: Value } | { name: string; entries: Iterable<WriteRecord> }

/** How a dump's tree is laid out. */
export interface NestOptions {
  withId?: boolean
  skipDefaults?: boolean
  withTtl?: boolean
  typeOf: TypeOf
  selectTags?: readonly string[]
  /** Of a dump of a part. */
  lists?: DumpLists
  workspace?: string
  /** The workspace itself; what it holds beside its name is written. */
  self?: Entity
  /** Entities that are not dumped but referred to, so that references can be written by name. */
  others?: readonly Entity[]
}

/** What a controller may hold and Keelson does not manage. */
export interface Unmanaged {
  section: string
  why: string
  /** It is left out because it is secret or grants rights. */
  secret?: boolean
}

/** A provider: what it manages, its file form, and the way to a controller. Loaded when a command needs it. */
export interface ProviderModule {
  kinds: readonly Kind[]
  /** What holds the entities of all kinds, where the product has such. */
  workspaceKind?: Kind
  /** Sections that are known and left out on purpose. */
  unmanaged: readonly Unmanaged[]
  /** major.minor of the newest schemas that are shipped. */
  shippedVersion: string
  /** `workspace`: the one that the command line names; a file for another one is an error, unless it is forced. */
  flatten(
    documents: readonly Document[],
    options: { workspace?: string; force?: boolean },
  ): { state: State; diagnostics: Diagnostic[] }
  /** The workspace that a document says it is for. */
  workspaceOf(document: Document): string | undefined
  /** The content of a dump, section by section; entries are made as they are asked for. */
  nest(entities: readonly Entity[], options: NestOptions): Iterable<Section>
  /** Checks a state against the shipped schemas of a version, or of the nearest older one with a warning. No I/O but the schema files. */
  validate(state: State, version?: string): Promise<Diagnostic[]>
  /** Diagnostic codes that a newer or extended controller might not raise: custom plugins, later fields. */
  unsureCodes: ReadonlySet<string>
  /** Opens a session; several of one run share a `window`. */
  connect(connection: Connection, tools: { emit: Emit; window?: Window }): Promise<Session>
}
