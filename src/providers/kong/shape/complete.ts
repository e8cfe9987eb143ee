import type { Place } from '../../../model/diagnostic.ts'
import type { Entity } from '../../../model/entity.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields, Secret } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { fill } from './defaults.ts'
import { kindByName } from './sections.ts'
import { serviceUrl } from './service-url.ts'
import { targetAddress } from './target-address.ts'
import { describeValue, inside, refuse, refuseEmpty, type Walk, warn } from './walk.ts'

/** Fields of a file that stand for other fields, and the kind they belong to. */
export const shorthands: Readonly<Record<string, string>> = { service: 'url', plugin: '_config' }

/** What is not known where the shorthand is not: it then counts as given. */
const STANDS_FOR: Readonly<Record<string, string>> = { service: 'host', plugin: 'config' }

type Complete = (entity: Entity, short: Value | undefined, place: Place, walk: Walk) => void

const BY_KIND: Readonly<Record<string, Complete>> = { service: expandUrl, plugin: mergeConfig, target: normaliseTarget }

/**
 * Turns an entity as written into one as meant: shorthands expanded, `_info.defaults` filled in, select tags added.
 * `short` is the value of the kind's shorthand field.
 */
export function complete(entity: Entity, short: Value | undefined, place: Place, walk: Walk): void {
  if (!isUnknown(entity, short, place, walk)) BY_KIND[entity.kind]?.(entity, short, place, walk)
  const defaults = walk.header.defaults.get(entity.kind)
  if (defaults !== undefined) fillFields(entity.fields, defaults)
  if (entity.kind === 'route') forceStripPath(entity.fields)
  const tags = walk.header.selectTags
  if (tags.length > 0 && kindByName.get(entity.kind)?.taggable) stamp(entity.fields, tags)
}

function isUnknown({ kind, fields }: Entity, short: Value | undefined, place: Place, walk: Walk): boolean {
  if (!(short instanceof Secret)) return false
  const [name, field] = [shorthands[kind], STANDS_FOR[kind]]
  if (name === undefined || field === undefined) return false
  const isLost = refuseEmpty(walk.diagnostics, inside(place, name), short) || !short.known
  if (isLost) fields[field] ??= new Secret(undefined, short.variable)
  return isLost
}

function fillFields(fields: Fields, defaults: Fields): void {
  for (const name of Object.keys(defaults)) {
    const value = defaults[name]
    if (value !== undefined) fields[name] = fill(fields[name], value)
  }
}

function expandUrl(entity: Entity, short: Value | undefined, place: Place, walk: Walk): void {
  const text = clear(short)
  if (text === undefined || text === null) return
  const at = inside(place, 'url')
  const parts = typeof text === 'string' ? serviceUrl(text) : undefined
  if (parts === undefined) {
    refuse(
      walk.diagnostics,
      at,
      'invalid-url',
      `url is not a URL such as https://host:port/path but ${describeValue(short)}`,
    )
    return
  }
  const { dropped, ...given } = parts
  if (dropped.length > 0)
    warn(walk.diagnostics, at, 'url-part', `a service cannot hold the ${dropped.join(' and ')} of its url`)
  for (const [name, value] of Object.entries(given)) {
    const present = entity.fields[name]
    if (present === undefined || present === null) entity.fields[name] = wrapLike(short, value)
    else if (clear(present) !== value)
      warn(walk.diagnostics, inside(place, name), 'url-overridden', `${name} is used instead of what url says`)
  }
}

/** What is made from a value of the environment is as secret as that value. */
function wrapLike(source: Value | undefined, value: string | number): Value {
  return source instanceof Secret ? new Secret(value, source.variable, source.empty) : value
}

function mergeConfig(entity: Entity, short: Value | undefined, place: Place, walk: Walk): void {
  const name = clear(short)
  if (name === undefined || name === null) return
  const shared = typeof name === 'string' ? walk.header.configs.get(name) : undefined
  if (shared === undefined) {
    const meant = typeof name === 'string' ? nearest(name, walk.header.configs.keys()) : undefined
    const message = `_config names a configuration that _plugin_configs does not have: ${typeof name === 'string' ? name : describeValue(short)}`
    refuse(walk.diagnostics, inside(place, '_config'), 'unknown-config', message, meant && `did you mean ${meant}?`)
    return
  }
  const own = entity.fields.config
  entity.fields.config = own === undefined || own === null || isFields(own) ? overlay(own, shared) : own
}

/** The plugin's own values over the shared ones, records deeply; an explicit null of the plugin wins too. */
function overlay(own: Value | undefined, shared: Value): Value {
  if (own === undefined || (own === null && isFields(shared))) return shared
  if (!isFields(own) || !isFields(shared)) return own
  const result: Fields = { ...shared }
  for (const name of Object.keys(own)) {
    const inner = shared[name]
    const value = own[name]
    if (value !== undefined) result[name] = inner === undefined || value === null ? value : overlay(value, inner)
  }
  return result
}

function normaliseTarget(entity: Entity): void {
  const value = entity.fields.target
  const text = clear(value)
  if (typeof text === 'string') entity.fields.target = wrapLike(value, targetAddress(text))
}

/** Kong refuses a gRPC route that strips paths, and stripping is the default; decK turns it off when it is not given. */
function forceStripPath(fields: Fields): void {
  const { protocols, strip_path: given } = fields
  if ((given !== undefined && given !== null) || !Array.isArray(protocols)) return
  if (protocols.some((each) => clear(each) === 'grpc' || clear(each) === 'grpcs')) fields.strip_path = false
}

function stamp(fields: Fields, tags: readonly string[]): void {
  const own = fields.tags ?? []
  if (!Array.isArray(own)) return
  const present = new Set(own.map(clear))
  fields.tags = [...own, ...tags.filter((tag) => !present.has(tag))]
}
