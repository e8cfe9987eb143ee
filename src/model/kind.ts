/** How a kind refers to another one. */
export interface Reference {
  /** The field that holds the reference, `service`. */
  field: string
  /** The kind it points to. */
  kind: string
  /** A list of ids, as `ca_certificates` of a service. */
  many?: boolean
  /**
   * A list of records that hold an `id`, as `partials` of a plugin: each gives this entity a part of its fields, at the
   * `path` that it names or, if it names none, at the usual one.
   */
  records?: { usualPath: string }
  /** A list of ids that has a list of its own at the controller. */
  apart?: true
  /** What the controller does with this entity when the one it points to is deleted. */
  onDelete: 'cascade' | 'restrict' | 'nothing'
  /** The section under the parent where entities of this kind may be nested in the state file; absent: never nested. */
  nested?: string
  /** True: in files the entity always stands under this parent (targets, snis, credentials). */
  always?: boolean
  /** How files write it: as `{id|name}` (routes, keys), as a bare string (plugins), or by nesting only. */
  form?: 'object' | 'string'
}

/** One row = one kind of entity; data only. */
export interface Kind {
  /** `route`. */
  name: string
  /** The section in the state file and in options like --only: `routes`. */
  section: string
  /** Alternative names taken by --only and --exclude. */
  aliases?: readonly string[]
  /** The controller's name of the collection's schema: `keyauth_credentials`. */
  schema: string
  /** Natural keys in order of preference; a reference's field stands for what it points to. */
  keys: readonly (readonly string[])[]
  /** Field groups that the controller keeps unique beyond the keys (`id` is implied). */
  unique: readonly (readonly string[])[]
  /** The fields that a person knows it by, where the first one of its keys does not say enough. */
  title?: readonly string[]
  /** Unique fields of which no other workspace may have the value either. */
  uniqueAcross?: readonly string[]
  references: readonly Reference[]
  /** Fields that the controller alone sets. */
  readOnly: readonly string[]
  /** Fields that the controller makes when absent and that a full write must send back. */
  generated: readonly string[]
  /** Secret fields by dotted path. */
  secret: readonly string[]
  /** The key is a secret, so ids are random and the key is never shown. */
  secretKey?: boolean
  /** Unique text fields that may hold a temporary value while entities swap or one is replaced. */
  renameable: readonly string[]
  /**
   * A field that the controller keeps as sha1(value + id of what `salt` refers to), in hex; without `salt`, as a bcrypt
   * hash, which no dump holds. A body without it is written by PATCH.
   */
  hashed?: { field: string; salt?: string }
  /** A field that counts down (seconds): reads give the rest, and a full write without it makes the entity permanent. */
  elapsing?: string
  /** Fields a dump always leaves out or keeps; see the provider. */
  keepId?: boolean
  /** What the controller makes of some combinations of values: where all of `when` hold, it keeps `stores`. */
  rewrites?: readonly { when: Readonly<Record<string, readonly string[]>>; stores: Readonly<Record<string, string>> }[]
  /** Parts of the key, dotted where they stand in a record, that an entity may lack. */
  mayLack?: readonly string[]
  /** Values of its key by which the controller itself makes entities: they are never deleted for their absence from files. */
  builtIn?: readonly string[]
  /** Making one writes to a person. */
  invites?: true
  /** Whether it has tags, and the controller filters lists of this kind by them. */
  taggable: boolean
  /** It has no fields of its own but ties entities together: inside one of them, a file names the other. */
  joins?: true
  /** The controller gives it no id: it goes by its key. */
  idless?: true
  /** The field whose value decides what `config` holds, and the collection of the schemas for its values. */
  variant?: { field: string; schemas: string }
  /** In files it also stands in this section, which holds several kinds: `type` says which, and `fields` what it holds. */
  sharedSection?: string
  /** Not every controller of the product has it. */
  optional?: true
  /** Why it is left out unless the user includes it. */
  excluded?: string
  /** The edition that has it, when not all do. */
  edition?: 'enterprise'
  /** It stands beside the workspaces, not inside one. */
  global?: true
  /** Where the controller keeps it, in the provider's own terms. */
  endpoint: {
    path: string
    /** The kind under which it is written, and read unless `list` is given. */
    parent?: string
    /** Where all of them are listed though they are written under a parent. */
    list?: string
    /** The field that its path names it with; the controller then gives the id, and a full write by id is not offered. */
    by?: string
    /** Unique fields by which its list can be asked, where no path names an entity by them. */
    filters?: readonly string[]
    /** There is no full write: it is created by POST and updated by PATCH. */
    posted?: true
  }
}
