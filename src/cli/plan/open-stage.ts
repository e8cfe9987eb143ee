import { randomUUID } from 'node:crypto'
import type { HeldRows, OpenStage } from '../../model/rehearsal.ts'
import { reveal } from '../../model/secret.ts'
import type { Fields } from '../../model/value.ts'
import type { SandboxOptions, Snapshot } from '../../sandbox/kong/server.ts'
import type { Workflows } from '../workflows.ts'

type Row = Snapshot['rows'][string][number]

/**
 * Makes copies of a gateway in this process, on a free port of 127.0.0.1: all that was read of it is put into a sandbox as it is.
 * @param start starts a sandbox
 */
export function stageOf(start: Workflows['startSandbox']): OpenStage {
  return ({ target, schemas, workspaces }) => {
    const { edition, version, plugins, routerFlavor } = target
    const options: SandboxOptions = {
      version,
      edition: edition === 'enterprise' ? 'enterprise' : 'community',
      ...(routerFlavor === 'expressions' && { routerFlavor }),
      ...(plugins && { plugins }),
      ownSchemas: withFlavor(schemas, routerFlavor),
      snapshot: snapshotOf(workspaces),
    }
    return start(options)
  }
}

/** Of a router that takes expressions, the schema of routes is that of its own. */
function withFlavor(schemas: ReadonlyMap<string, string>, flavor: string | undefined): ReadonlyMap<string, string> {
  const routes = schemas.get('routes.json')
  if (flavor !== 'expressions' || routes === undefined) return schemas
  return new Map([...schemas, ['routes.expressions-flavor.json', routes]])
}

function snapshotOf(workspaces: readonly HeldRows[]): Snapshot {
  const spaces: Record<string, Snapshot> = {}
  const home: Snapshot = { rows: {}, expiry: {}, spaces }
  const named: Row[] = []
  for (const { name, self = {}, rows, ends } of workspaces) {
    const kept = Object.entries(rows).map(([collection, each]) => [collection, each.map(rowOf)] as const)
    const held: Snapshot = { rows: Object.fromEntries(kept), expiry: { ...ends } }
    // The sandbox makes the workspace `default` by itself.
    if (name === 'default') Object.assign(home, held)
    else {
      const id = typeof self.id === 'string' ? self.id : randomUUID()
      named.push({ ...rowOf(self), name, id })
      spaces[id] = held
    }
  }
  if (named.length > 0) home.rows.workspaces = named
  return home
}

/** The sandbox keeps values in clear. */
const rowOf = (fields: Fields): Row => reveal(fields) as Row
