/** An entity that a plan leaves as it is and that refers to what the plan touches, or to another such entity. */
export interface Dependant {
  kind: string
  /** As in a Change: what a person calls it, free of secrets. */
  label: string
  /** Ids of the changes to whose entities it refers. */
  changes: string[]
  /** Those of the same list that it refers to, by their indexes. */
  entities: number[]
}

/** Entities of a kind that refer to the same one and are not named, as there are too many. */
export interface MoreDependants {
  kind: string
  count: number
  /** The id of the change to whose entity they refer … */
  change?: string
  /** … or the index of the dependant that they refer to. What hangs on them in turn was not looked for. */
  entity?: number
}

/** What depends on what a plan touches, at any remove, and stays as it is. Plain data, as a saved plan holds it. */
export interface Dependants {
  /** Nearest first. */
  entities: Dependant[]
  more: MoreDependants[]
  /** Sections that the plan did not read whole, so that dependants there may be missing. */
  unread: string[]
}
