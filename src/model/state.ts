import type { Place } from './diagnostic.ts'
import type { Entity } from './entity.ts'
import type { DumpLists } from './settings.ts'

/** A file that is from a dump of a part, by its own word. */
export interface Narrowed {
  file: string
  place: Place
  lists: DumpLists
}

/** A workspace's entities, flat. */
export interface State {
  entities: Entity[]
  /** Names of the kinds that a file mentions, be it with an empty list; of the kinds that were read, for a controller. */
  mentioned: ReadonlySet<string>
  /** By kind, the files that mention it. */
  mentionedIn?: ReadonlyMap<string, ReadonlySet<string>>
  /** Tags that select what a file speaks for: lists are filtered by them and entities stamped with them. */
  selectTags: readonly string[]
  /** `_info.default_lookup_tags`: by section, tags of entities that references may point to though the file lacks them. */
  lookupTags: Readonly<Record<string, readonly string[]>>
  workspace?: string
  /** Where a file names the workspace, if the command line does not. */
  workspacePlace?: Place
  /** The workspace itself, where a file describes it: its name and fields. */
  self?: Entity
  /** What files say of the dump that they are from. */
  narrowed?: readonly Narrowed[]
  /** Kinds of which references may lead to entities that only the controller has; the planner finds out. */
  elsewhere?: ReadonlySet<string>
}
