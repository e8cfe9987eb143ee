import type { RouterFlavor } from './catalogue.ts'
import type { Edition } from './gateway.ts'
import type { KeyringOptions } from './keyring/keyring.ts'
import type { Intercept } from './listener.ts'
import type { Row } from './schema/value.ts'
import type { AtRest } from './store/at-rest.ts'
import type { Snapshot } from './store/store.ts'

/** How a sandbox is started. */
export interface SandboxOptions {
  /** 0 or none: a free port. */
  port?: number
  /** Address to listen on; 127.0.0.1 when not given. */
  host?: string
  /** File that keeps the entities. */
  data?: string
  /** Without a database: read-only but for POST /config. */
  dbless?: boolean
  /** Most writes per second; further ones wait. */
  rate?: number
  /** Enterprise has workspaces, and more kinds; community when not given. */
  edition?: Edition
  /** Enterprise: requests need a token, and a role that allows them. */
  enforceRbac?: boolean
  /** Enterprise: the token of the first super admin, `kong_admin`. */
  adminToken?: string
  /** Enterprise: told of each person who would get an invitation by mail, since a real gateway sends one. */
  onInvitation?: (person: string) => void
  /** The version that answers name; by default 3.9.3, or an Enterprise release of 3.9. */
  version?: string
  routerFlavor?: RouterFlavor
  /** Folder of the shipped schemas. */
  schemas?: string
  /** A declarative configuration to start with when the data file holds nothing yet: parsed, in the form of POST /config. */
  seed?: Row
  /** What it holds at first, kept as it is: nothing is checked, filled in or hashed. Collections that it does not have are left out. */
  snapshot?: Snapshot
  /** Schemas that come before the shipped ones: JSON Schema as text, by file name (`plugins/acl.json`). */
  ownSchemas?: ReadonlyMap<string, string>
  /** The plugins that it has, of those that it has schemas of; all when not given. */
  plugins?: readonly string[]
  /** Keeps the fields marked `encrypted` unreadable in the store and in the data file. */
  atRest?: AtRest
  /** The same by a keyring, as Kong Enterprise does. */
  keyring?: KeyringOptions
  /** Milliseconds that each answer waits. */
  latency?: number
  /** Test hook: answers, or breaks, a request in the sandbox's place. */
  intercept?: Intercept
}
