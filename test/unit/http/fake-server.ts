import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connection } from '../../../src/model/settings.ts'

/** One request as the server saw it. */
export interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

/** What to answer: a status and body, or anything at all by hand. */
export type Script = (seen: Seen, response: ServerResponse, index: number) => void

/** A server on loopback that does what the test says, and remembers what it was asked. */
export async function fakeServer(script: Script) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      script(seen[seen.length - 1] ?? { method, url, headers, body: '' }, response, seen.length - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, port, seen, close }
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}

/** A connection to a server, with small limits. */
export function connectionTo(addr: string, more: Partial<Connection> = {}): Connection {
  return { provider: 'kong', addr, headers: {}, parallelism: 4, timeout: 5, tls: {}, ...more }
}
