import { createServer } from 'node:http'
import { defaultSchemasFolder, loadSchemas } from '../build/sandbox/kong/load-schemas.js'
import { changeShare } from './change.js'
import { COLLECTIONS, makeEntities } from './entities.js'
import { longestChain, makePages, pageNumber } from './pages.js'
import { until } from './until.js'
import { workspaceNames } from './workspaces.js'

/**
 * A gateway's answers, made beforehand, in a process of its own: `GET /`, `/schemas/…` and all lists, under `/` as
 * they are, under `/changed/` with 1 % of the entities changed. Started by fork; the first argument is JSON
 * `{size, seed, mix, latency, changed, workspaces}`; with `workspaces`, a number, it is Kong Enterprise with so many, each of which
 * lists the same. Sends `{port, bytes, pages, chain}` when it listens, and for each message the
 * requests since the last one, the pages among them, and the seconds from the first of them to the last answer.
 */
const options = JSON.parse(process.argv[2] ?? '{}')
const made = makeEntities(options)
const lists = { '': makePages(made, COLLECTIONS) }
if (options.changed) lists['/changed'] = makePages(changeShare(made, 0.01), COLLECTIONS)
made.clear()
const edition = options.workspaces > 0 ? 'enterprise' : 'community'
const { entities, plugins, vaults } = loadSchemas(defaultSchemasFolder(), edition)
const workspaces = new Map(
  workspaceNames(options.workspaces ?? 0).map((name) => [name, Buffer.from(JSON.stringify({ id: name, name }))]),
)
const nothing = Buffer.from('{"data":[],"next":null}')

let requests = 0
let pages = 0
let first = 0
let last = 0

const root = Buffer.from(
  JSON.stringify({
    version: edition === 'enterprise' ? '3.9.1.1-enterprise-edition' : '3.9.3',
    edition,
    tagline: 'Welcome to kong',
    configuration: {
      database: 'postgres',
      pg_host: 'bench',
      pg_port: 5432,
      pg_database: 'kong',
      router_flavor: 'traditional_compatible',
    },
    plugins: {
      available_on_server: Object.fromEntries(Object.keys(plugins).map((name) => [name, { version: '3.9.3' }])),
    },
  }),
)

/** Kong's own schemas, as the sandbox rebuilds them; undefined for one that it does not have. */
function schema(path) {
  const [, , first = '', second] = path.split('/')
  if (second !== undefined) return (first === 'plugins' ? plugins : vaults)[second]
  return entities[first]
}

function withoutWorkspace(path) {
  const [, first = ''] = path.split('/')
  return workspaces.has(first) ? path.slice(first.length + 1) : path
}

function workspace(path) {
  const [, , name] = path.split('/')
  if (name !== undefined) return workspaces.get(name)
  return Buffer.from(`{"data":[${[...workspaces.values()].join()}],"next":null}`)
}

function answer(url) {
  const changed = options.changed && url.pathname.startsWith('/changed')
  const path = changed ? url.pathname.slice('/changed'.length) : withoutWorkspace(url.pathname)
  if (path === '/' || path === '') return root
  if (edition === 'enterprise' && path.startsWith('/workspaces')) return workspace(path)
  if (path.startsWith('/schemas/')) {
    const found = schema(path)
    return found && Buffer.from(JSON.stringify(found))
  }
  const page = lists[changed ? '/changed' : ''].get(path)?.[pageNumber(url.searchParams.get('offset'))]
  if (page === undefined && !isEmptyList(path)) return undefined
  pages++
  return page ?? nothing
}

/** Lists of Enterprise that are not called as their schemas are (Kong Enterprise, documents). */
const ENTERPRISE_LISTS = ['/mtls-auths', '/key-auths-enc', '/graphql-rate-limiting-advanced/costs']

/** Kinds of Enterprise of which there are none. */
function isEmptyList(path) {
  return edition === 'enterprise' && (path.slice(1) in entities || ENTERPRISE_LISTS.includes(path))
}

const missing = Buffer.from(JSON.stringify({ message: 'Not found' }))

const server = createServer(async (request, response) => {
  const came = performance.now()
  if (requests++ === 0) first = came
  if (options.latency > 0) await until(came + options.latency)
  const body = request.method === 'GET' ? answer(new URL(request.url ?? '/', 'http://bench')) : undefined
  response.writeHead(body ? 200 : 404, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': (body ?? missing).length,
  })
  response.end(body ?? missing)
  last = performance.now()
})
server.keepAliveTimeout = 60_000

server.listen(0, '127.0.0.1', () => {
  const count = [...lists[''].values()].flat()
  const bytes = count.reduce((sum, page) => sum + page.length, 0)
  process.send?.({ port: server.address().port, bytes, pages: count.length, chain: longestChain(lists['']) })
})
process.on('message', () => {
  process.send?.({ requests, pages, span: (last - first) / 1000 })
  requests = 0
  pages = 0
})
process.on('disconnect', () => process.exit(0))
