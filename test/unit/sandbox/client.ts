import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/kong/server.ts'

interface Reply {
  status: number
  body: Record<string, unknown> & { data?: Record<string, unknown>[]; fields?: Record<string, unknown> }
  text: string
  headers: Headers
}

export interface Client {
  sandbox: Sandbox
  call(method: string, path: string, body?: unknown): Promise<Reply>
  /** The same client with another token. */
  as(token: string): Client
  post(path: string, body: unknown): Promise<Reply>
  put(path: string, body: unknown): Promise<Reply>
  patch(path: string, body: unknown): Promise<Reply>
  get(path: string): Promise<Reply>
  del(path: string): Promise<Reply>
}

/** Starts a sandbox on a free port and a small client for it. */
export async function connect(options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await startSandbox(options)
  return clientOf(sandbox, options.adminToken)
}

function clientOf(sandbox: Sandbox, token: string | undefined): Client {
  async function call(method: string, path: string, body?: unknown): Promise<Reply> {
    const headers = {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { 'Kong-Admin-Token': token }),
    }
    const init = { headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await fetch(sandbox.url + path, { method, ...init })
    const text = await response.text()
    const parsed = response.headers.get('content-type')?.startsWith('application/json') && text !== ''
    return { status: response.status, text, headers: response.headers, body: parsed ? JSON.parse(text) : {} }
  }
  return {
    sandbox,
    call,
    as: (other) => clientOf(sandbox, other),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    get: (path) => call('GET', path),
    del: (path) => call('DELETE', path),
  }
}

/** A client-chosen id that ends with a number. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
