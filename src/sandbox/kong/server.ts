import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { allEndpoints } from './api/endpoints.ts'
import { createRouter } from './api/router.ts'
import { createCatalogue, type RouterFlavor } from './catalogue.ts'
import { emptyConfig } from './declarative/load.ts'
import type { Gateway } from './gateway.ts'
import { createKeyring, type KeyringOptions } from './keyring/keyring.ts'
import { createListener, type Intercept, type Traffic } from './listener.ts'
import { defaultSchemasFolder, loadSchemas } from './load-schemas.ts'
import type { Row } from './schema/value.ts'
import type { AtRest } from './store/at-rest.ts'
import { keepFile } from './store/file.ts'
import { isEmptyStore, seedStore } from './store/seed.ts'
import { createStore } from './store/store.ts'

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
  /** The version that answers name; 3.9.3 when not given. */
  version?: string
  routerFlavor?: RouterFlavor
  /** Folder of the shipped schemas. */
  schemas?: string
  /** A declarative configuration to start with when the data file holds nothing yet: parsed, in the form of POST /config. */
  seed?: Row
  /** Keeps the fields marked `encrypted` unreadable in the store and in the data file. */
  atRest?: AtRest
  /** The same by a keyring, as Kong Enterprise does. */
  keyring?: KeyringOptions
  /** Milliseconds that each answer waits. */
  latency?: number
  /** Test hook: answers, or breaks, a request in the sandbox's place. */
  intercept?: Intercept
}

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
  const file = options.data === undefined ? undefined : keepFile(options.data, gateway.store)
  const kept = !isEmptyStore(gateway)
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

function createGateway(options: SandboxOptions, atRest: AtRest | undefined): Gateway {
  const schemas = loadSchemas(options.schemas ?? defaultSchemasFolder())
  if (!schemas.entities.services) throw new Error('the schemas of Kong Gateway were not found: build them first')
  const catalogue = createCatalogue(schemas, options.routerFlavor ?? 'traditional_compatible')
  return {
    catalogue,
    store: createStore(catalogue, atRest),
    nodeId: randomUUID(),
    hostname: hostname(),
    version: options.version ?? '3.9.3',
    dbless: options.dbless ?? false,
    expressions: options.routerFlavor === 'expressions',
    port: 0,
    ...emptyConfig(),
    now: () => Date.now() / 1000,
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
