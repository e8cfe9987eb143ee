import { type Diagnostic, problem } from '../../../model/diagnostic.ts'
import type { Entity } from '../../../model/entity.ts'
import type { State } from '../../../model/state.ts'
import { describe, type KindByName } from './describe.ts'
import type { Directory } from './directory.ts'

const ROUTE_DEFAULT = ['http', 'https']

/** Gives the protocols that a plugin has by its schema when its entity names none. */
export type DefaultProtocols = (plugin: Entity) => readonly string[] | undefined

/**
 * Finds plugins that share no protocol with their route, or with any route of their service (Kong 3.9 open source, not
 * recorded). A service's routes outside the files are not known, so with select tags services are left alone.
 */
export function findProtocolClashes(
  state: State,
  directory: Directory,
  kinds: KindByName,
  defaults: DefaultProtocols,
): Diagnostic[] {
  const plugins = state.entities.filter(({ kind }) => kind === 'plugin')
  if (plugins.length === 0) return []
  const routes = routesByService(state, directory)
  const found: Diagnostic[] = []
  for (const plugin of plugins) {
    const own = protocolsOf(plugin) ?? defaults(plugin)
    const scope = scopeOf(plugin, directory, state.selectTags.length > 0 ? undefined : routes)
    if (!own || own.length === 0 || scope.length === 0) continue
    const offered = scope.map((route) => (route.fields.protocols === undefined ? ROUTE_DEFAULT : protocolsOf(route)))
    if (offered.some((each) => each === undefined || each.some((protocol) => own.includes(protocol)))) continue
    found.push(
      clash(
        plugin,
        own,
        offered.flatMap((each) => each ?? []),
        kinds,
      ),
    )
  }
  return found
}

function protocolsOf(entity: Entity): readonly string[] | undefined {
  const { protocols } = entity.fields
  if (!Array.isArray(protocols)) return undefined
  const known = protocols.filter((each) => typeof each === 'string')
  return known.length === protocols.length ? known : undefined
}

function routesByService(state: State, directory: Directory): Map<Entity, Entity[]> {
  const routes = new Map<Entity, Entity[]>()
  for (const entity of state.entities) {
    const target = entity.kind === 'route' ? entity.refs.service : undefined
    const service = target && !Array.isArray(target) ? directory.find('service', target) : undefined
    const known = service && routes.get(service)
    if (known) known.push(entity)
    else if (service) routes.set(service, [entity])
  }
  return routes
}

function scopeOf(plugin: Entity, directory: Directory, routes: Map<Entity, Entity[]> | undefined): Entity[] {
  const { route, service } = plugin.refs
  if (route !== undefined) return Array.isArray(route) ? [] : [directory.find('route', route)].filter((each) => !!each)
  const found = service && !Array.isArray(service) ? directory.find('service', service) : undefined
  return (found && routes?.get(found)) ?? []
}

function clash(plugin: Entity, own: readonly string[], offered: readonly string[], kinds: KindByName): Diagnostic {
  const whose = plugin.refs.route === undefined ? 'any route of its service' : 'its route'
  const message = `${describe(plugin, kinds)}: protocols ${own.join(', ')} are none of those of ${whose}`
  const hint = `add one of ${[...new Set(offered)].join(', ')}, as far as the plugin takes it`
  return problem('failed-check', message, { hint, ...(plugin.place ? { place: plugin.place } : {}) })
}
