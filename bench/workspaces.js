import { COLLECTIONS } from './entities.js'

/** What a dump of Kong Enterprise asks for beside what every gateway has; the server has none of them. */
const ENTERPRISE = [
  ...['consumer_groups', 'partials', 'mtls-auths', 'key-auths-enc', 'degraphql_routes'],
  'graphql-rate-limiting-advanced/costs',
]

/** Names of so many workspaces. */
export function workspaceNames(count) {
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'default' : `team-${index}`))
}

/** The lists that a dump of all workspaces asks for, each with its workspace before it; without workspaces, those of open-source Kong. */
export function collectionsWithin(workspaces = 0) {
  if (workspaces === 0) return COLLECTIONS
  const prefixes = workspaceNames(workspaces).map((name) => (name === 'default' ? '' : `${name}/`))
  return prefixes.flatMap((prefix) => [...COLLECTIONS, ...ENTERPRISE].map((name) => prefix + name))
}
