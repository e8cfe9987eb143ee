/** What can be done to an endpoint; HTTP methods by what they ask for. */
export type Action = 'read' | 'create' | 'update' | 'delete'

const ACTIONS: Record<string, Action> = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' }

/** The action that a method asks for. */
export const actionOf = (method: string): Action => ACTIONS[method] ?? 'read'

/** A right to an endpoint that a role has, or lacks. */
export interface Permission {
  /** Name of a workspace, or `*`. */
  workspace: string
  /** A path in which `*` stands for one part, or `*` for every path. */
  endpoint: string
  actions: readonly string[]
  negative: boolean
}

/** A request in the words of permissions. */
export interface Wish {
  workspace: string
  /** The parts of the path below the workspace. */
  segments: readonly string[]
  action: Action
}

/**
 * Says whether permissions allow a request. The first of four that has something to say on the action decides (documents:
 * "RBAC precedence order"): this endpoint in this workspace, in any workspace, any endpoint in this workspace, in any
 * workspace. Among endpoints with `*` the one with more words goes first; a negative one wins over its like.
 */
export function isAllowed(permissions: readonly Permission[], wish: Wish): boolean {
  for (const level of LEVELS) {
    const found = permissions.filter((each) => each.actions.includes(wish.action) && level(each, wish))
    const most = Math.max(...found.map(({ endpoint }) => words(endpoint)))
    const nearest = found.filter(({ endpoint }) => words(endpoint) === most)
    if (nearest.length > 0) return !nearest.some(({ negative }) => negative)
  }
  return false
}

type Level = (permission: Permission, wish: Wish) => boolean

const here: Level = ({ workspace }, wish) => workspace === wish.workspace
const anywhere: Level = ({ workspace }) => workspace === '*'
const onEndpoint: Level = ({ endpoint }, wish) => endpoint !== '*' && fits(endpoint, wish)
const onAny: Level = ({ endpoint }) => endpoint === '*'
const both =
  (one: Level, other: Level): Level =>
  (permission, wish) =>
    one(permission, wish) && other(permission, wish)

const LEVELS = [both(here, onEndpoint), both(anywhere, onEndpoint), both(here, onAny), both(anywhere, onAny)]

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '')
const words = (endpoint: string): number => parts(endpoint).filter((part) => part !== '*').length

function fits(endpoint: string, { segments }: Wish): boolean {
  const pattern = parts(endpoint)
  return pattern.length === segments.length && pattern.every((part, at) => part === '*' || part === segments[at])
}
