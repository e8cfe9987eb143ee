// What the page's script reads: texts that are ready to be shown, with secrets masked and control characters escaped.
// Nothing is imported here: the script is compiled for a browser.

/** One line of a text in two versions; a side that has no such line is null, and both are where lines are left out. */
export type PageLine = readonly [before: string | null, after: string | null]

/** One field, side by side. */
export interface PageRow {
  path: string
  /** Absent: the entity had no such value. */
  before?: string
  /** Absent: the entity will have no such value. */
  after?: string
  /** `moved from 3 to 0`. */
  note?: string
  /** In place of both sides: a text of several lines that differs. */
  lines?: PageLine[]
}

/** What an entity belongs to. */
export interface PageParent {
  kind: string
  label: string
}

/** How a change ended. */
export interface PageResult {
  state: 'done' | 'failed' | 'skipped' | 'not attempted'
  reason?: string
}

/** One change. Lists that would be empty are left out, for there are many changes. */
export interface PageChange {
  action: 'create' | 'update' | 'replace' | 'delete'
  kind: string
  label: string
  workspace?: string
  /** Nearest first. */
  parents?: PageParent[]
  id?: string
  /** Where the state file has it. */
  place?: string
  /** What else is to be known: what takes it along, by which detour it is written. */
  remarks?: string[]
  tags?: string[]
  rows: PageRow[]
  result?: PageResult
  /** Indexes of the changes whose entities this one refers to or belongs to. */
  needs?: number[]
}

/** An entity that stays as it is and refers to one that changes, or to another such entity. */
export interface PageDependant {
  kind: string
  label: string
  workspace?: string
  /** Indexes of the changes to whose entities it refers. */
  changes?: number[]
  /** Indexes of the dependants to which it refers. */
  entities?: number[]
}

/** How many entities of a kind refer to one, beside those that are named. */
export interface PageMore {
  kind: string
  count: number
  /** The index of the change to whose entity they refer … */
  change?: number
  /** … or of the dependant. */
  entity?: number
}

/** All that the page shows beside what stands in its HTML. */
export interface PageData {
  changes: PageChange[]
  /** What depends on what changes, and stays as it is; nearest first in each workspace. */
  dependants?: PageDependant[]
  more?: PageMore[]
  /** Sections where there may be more that depends on these changes. */
  unread?: string[]
  /** Nothing is known of what depends on these changes. */
  untold?: true
}
