import type { Place } from '../api/place.ts'
import type { Gateway } from '../gateway.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import type { Store } from '../store/store.ts'
import { storedRows } from '../store/table.ts'
import { actionOf, isAllowed } from './decide.ts'
import { permissionsOf, rolesOf } from './roles.ts'
import { identOf, isToken } from './token.ts'

const everywhere = ({ spaces: { home, others } }: Gateway): Store[] => [home, ...others(home)]

/**
 * Finds the RBAC user of a token, in whatever workspace. Throws 401 for one that is not known or not enabled (documents:
 * "Enable RBAC with the Admin API").
 */
export function identify(gateway: Gateway, token: string): Row {
  const ident = identOf(token)
  for (const store of everywhere(gateway)) {
    for (const user of storedRows(store.table('rbac_users'))) {
      const known = user.user_token_ident === ident && isToken(token, String(user.user_token))
      if (known && user.enabled === true) return user
    }
  }
  throw new Refusal(401, { message: 'Invalid RBAC credentials' })
}

/** Lets a request pass that the user's roles allow. Throws 403 (documents: "Configure an RBAC user"). */
export function authorise(user: Row, { gateway, segments }: Place, method: string): void {
  const action = actionOf(method)
  const permissions = everywhere(gateway).flatMap((store) =>
    rolesOf(store, String(user.id)).flatMap((role) => permissionsOf(store, String(role.id))),
  )
  if (isAllowed(permissions, { workspace: gateway.workspace, segments, action })) return
  throw new Refusal(403, { message: `${user.name}, you do not have permissions to ${action} this resource` })
}
