import type { Http } from '../../../http/connect-http.ts'
import { Failure } from '../../../http/failure.ts'
import type { Emit } from '../../../model/event.ts'
import { isFields } from '../../../model/secret.ts'
import type { Connection } from '../../../model/settings.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { workspacePrefix } from './workspace.ts'

/** One Admin API and what is known of it; everything is read once, when first needed. */
export interface Gateway {
  http: Http
  emit: Emit
  connection: Connection
  /** What comes before every path: nothing, or the workspace. Raises a Refusal for a workspace that is not there. */
  prefix(workspace?: string): Promise<string>
  /** The answer to `GET /`. */
  root(): Promise<Fields>
}

/** Puts a gateway together. Nothing is sent yet. */
export function createGateway(http: Http, connection: Connection, emit: Emit): Gateway {
  const prefixes = new Map<string, Promise<string>>()
  let root: Promise<Fields> | undefined
  const prefix = (workspace = connection.workspace ?? 'default'): Promise<string> => {
    const known = prefixes.get(workspace) ?? workspacePrefix(http, workspace)
    prefixes.set(workspace, known)
    return known
  }
  return {
    http,
    emit,
    connection,
    prefix,
    root: () => {
      root ??= readRoot(http, connection)
      return root
    },
  }
}

async function readRoot(http: Http, connection: Connection): Promise<Fields> {
  const workspace = connection.workspace ?? 'default'
  const limited = workspace === 'default' ? [] : [401, 403]
  let reply = await http.get('/', { accept: limited })
  if (limited.includes(reply.status)) reply = await http.get(`/${encodeURIComponent(workspace)}/kong`)
  const body = reply.body as Value | undefined
  if (isFields(body) && typeof body.version === 'string') return body
  throw new Failure({
    method: 'GET',
    url: connection.addr.replace(/\/\/[^/@]*@/, '//'),
    status: reply.status,
    reason: 'the answer is not that of a Kong Admin API: it names no version',
    hint: 'give the address of the Admin API, usually port 8001, with --addr',
  })
}
