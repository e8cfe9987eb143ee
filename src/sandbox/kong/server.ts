import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allEndpoints } from './api/endpoints.ts'
import { createRouter } from './api/router.ts'
import { createGateway } from './create-gateway.ts'
import { openEnterprise } from './enterprise/open.ts'
import { createKeyring } from './keyring/keyring.ts'
import { createListener, type Traffic } from './listener.ts'
import type { SandboxOptions } from './options.ts'
import { keepFile } from './store/file.ts'
import { isEmptyStore, knownRows, seedStore } from './store/seed.ts'

export type { SandboxOptions } from './options.ts'
export type { Snapshot } from './store/store.ts'

/** A running sandbox. */
export interface Sandbox extends Traffic {
  url: string
  port: number
  /** Whether the data file held entities already. */
  kept: boolean
  /** Writes the data file, if any, and stops. */
  close(): Promise<void>
}

/**
 * Starts a local server that answers like the Admin API of Kong Gateway. Rejects when the port is taken, the schemas
 * cannot be found, the seed is not valid, or the data file is damaged or cannot be written.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const atRest = options.atRest ?? (options.keyring && createKeyring(options.keyring))
  const gateway = createGateway(options, atRest)
  if (options.snapshot) gateway.spaces.load(knownRows(gateway.catalogue, options.snapshot))
  const file = options.data === undefined ? undefined : keepFile(options.data, gateway.spaces)
  const kept = !isEmptyStore(gateway)
  if (gateway.edition === 'enterprise') openEnterprise(gateway, options)
  if (options.seed && !kept) seedStore(gateway, options.seed)
  const router = createRouter(allEndpoints(gateway.catalogue, atRest?.endpoints))
  const listener = createListener(gateway, router, options)
  const server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 65_536 }, listener.onRequest)
  server.on('clientError', listener.onClientError)
  gateway.port = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1')
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${gateway.port}`,
    port: gateway.port,
    kept,
    get requests() {
      return listener.traffic.requests
    },
    get maxInFlight() {
      return listener.traffic.maxInFlight
    },
    async close() {
      await stop(server)
      await file?.flush()
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
