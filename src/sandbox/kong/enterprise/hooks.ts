import type { Hooks } from '../entities/hooks.ts'
import { hashToken } from '../rbac/token.ts'
import { schemaViolation } from '../refusal.ts'
import { isRow, type Row } from '../schema/value.ts'
import { refuseLinked } from './partials.ts'

/** What is done around the schemas of Enterprise's kinds; from documents (docs/kong-enterprise.md). */
export const ENTERPRISE_HOOKS: Record<string, Hooks> = {
  rbac_users: { transform: hideToken },
  rbac_role_endpoints: { before: (_gateway, body) => listActions(body) },
  rbac_role_entities: { before: (_gateway, body) => listActions(body) },
  partials: { guard: refuseLinked },
  licenses: { before: (_gateway, body) => needLicence(body) },
}

/** A token is kept as its hash, made anew whenever one is sent. */
function hideToken(entity: Row, given: Row): Row {
  return typeof given.user_token === 'string' ? { ...entity, ...hashToken(given.user_token) } : entity
}

const ACTIONS = ['read', 'create', 'update', 'delete']

/** Actions come as a text with commas or as a list, and `*` is all of them. */
function listActions(body: Row): Row {
  const { actions } = body
  const list = typeof actions === 'string' ? actions.split(',').map((action) => action.trim()) : actions
  if (!Array.isArray(list)) return body
  return { ...body, actions: list.includes('*') ? ACTIONS : list }
}

/** The payload is the licence's own JSON; its signature is taken on trust. */
function needLicence(body: Row): Row {
  const { payload } = body
  if (typeof payload === 'string' && !isLicence(payload)) throw schemaViolation({ payload: 'invalid license' })
  return body
}

function isLicence(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return isRow(value) && isRow(value.license)
  } catch {
    return false
  }
}
