import type { Http } from '../../../http/connect-http.ts'
import { Failure } from '../../../http/failure.ts'
import type { Emit } from '../../../model/event.ts'
import type { Own } from '../../../model/provider.ts'
import { isFields } from '../../../model/secret.ts'
import type { Connection } from '../../../model/settings.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { readOwn, unknownWorkspace, workspacePath } from './workspace.ts'

/** What all workspaces of one Admin API share. */
interface Shared {
  http: Http
  emit: Emit
  connection: Connection
  /** The answer to `GET /`. */
  root(): Promise<Fields>
  /** Lists that were asked for, by their path, each with why it is not there; undefined where it is. */
  lists: Map<string, Promise<string | undefined>>
}

/** One Admin API, seen from one of its workspaces, and what is known of it; everything is read once, when first needed. */
export interface Gateway extends Shared {
  workspace: string
  /** The workspace itself. Raises a Refusal on a gateway that has none. */
  own(): Promise<Own>
  /** What comes before every path: nothing, or the workspace. Raises a Refusal for a workspace that is not there. */
  prefix(): Promise<string>
  /** The same gateway seen from another workspace, which is taken to be there. */
  within(workspace: string): Gateway
}

/** Puts a gateway together. Nothing is sent yet. */
export function createGateway(http: Http, connection: Connection, emit: Emit): Gateway {
  let root: Promise<Fields> | undefined
  const shared: Shared = {
    http,
    emit,
    connection,
    root: () => {
      root ??= readRoot(http, connection)
      return root
    },
    lists: new Map(),
  }
  return seenFrom(shared, connection.workspace ?? 'default', false)
}

function seenFrom(shared: Shared, workspace: string, isThere: boolean): Gateway {
  let own: Promise<Own> | undefined
  const gateway: Gateway = {
    ...shared,
    workspace,
    emit: (event) => shared.emit(event.type === 'reading' ? { ...event, workspace } : event),
    own: () => {
      own ??= readOwn(gateway)
      return own
    },
    prefix: async () => {
      if (workspace === 'default') return ''
      if (!isThere && (await gateway.own()) === 'missing') throw unknownWorkspace(workspace)
      return workspacePath(workspace)
    },
    within: (name) => seenFrom(shared, name, true),
  }
  return gateway
}

async function readRoot(http: Http, connection: Connection): Promise<Fields> {
  const workspace = connection.workspace ?? 'default'
  const limited = workspace === 'default' ? [] : [401, 403]
  let reply = await http.get('/', { accept: limited }).catch(explained)
  if (limited.includes(reply.status)) reply = await http.get(`${workspacePath(workspace)}/kong`, { accept: [404] })
  if (reply.status === 404) throw unknownWorkspace(workspace)
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

/** A token for one workspace may not ask outside of it (Kong Enterprise, documents). */
function explained(error: unknown): never {
  if (!(error instanceof Failure) || error.status !== 403) throw error
  const hint =
    'the token has not the right to do this; one that is limited to a workspace works in it: --workspace NAME'
  throw new Failure({ ...error.facts, hint })
}
