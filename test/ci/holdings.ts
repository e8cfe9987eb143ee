import type { TestGateway } from '../support/kong-sync.ts'

/** One entity as the Admin API gives it, times included, and the tag of the team that owns it. */
export interface Holding {
  owner: string
  text: string
}

/** Everything that a gateway with the example's teams holds, by owner. Raises an error for an entity without exactly one. */
export async function holdings(gateway: TestGateway): Promise<Holding[]> {
  const upstreams = await gateway.list('/upstreams')
  const nested = upstreams.map(({ id }) => `/upstreams/${id}/targets`)
  const paths = ['/services', '/routes', '/plugins', '/consumers', '/key-auths', ...nested]
  const others = await Promise.all(paths.map((path) => gateway.list(path)))
  const found = [...upstreams, ...others.flat()].map(holdingOf)
  return found.sort((left, right) => (left.owner + left.text < right.owner + right.text ? -1 : 1))
}

function holdingOf(entity: Record<string, unknown>): Holding {
  const [owner, ...more] = entity.tags as string[]
  if (owner === undefined || more.length > 0) throw new Error(`not one owner: ${JSON.stringify(entity)}`)
  return { owner, text: JSON.stringify(entity) }
}

/** How many requests that write a gateway has seen. */
export function writesOf({ sandbox }: TestGateway): number {
  const { GET = 0, ...writes } = sandbox.requests
  return Object.values(writes).reduce((sum, count) => sum + count, 0)
}
