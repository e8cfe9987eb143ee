import type { Place } from '../../../model/diagnostic.ts'
import { type Entity, shownHandle, type Target } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { MASK, Secret } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { pathText } from './fault.ts'

/** Rows of kinds by name. */
export type KindByName = ReadonlyMap<string, Kind>

/** What a person calls an entity in a message, free of secrets: `service users`, `plugin cors on route r`, `jwt of consumer bob`. */
export function describe(entity: Entity, kinds: KindByName): string {
  const kind = kinds.get(entity.kind)
  const name = nameOf(entity, kind)
  const owners = (kind?.references ?? []).flatMap((reference) => {
    const target = entity.refs[reference.field]
    if (target === undefined || Array.isArray(target) || reference.nested === undefined) return []
    return [`${reference.kind} ${describeTarget(target, kinds)}`]
  })
  const shown = entity.kind === 'plugin' || name === undefined ? owners : []
  const preposition = entity.kind === 'plugin' ? 'on' : 'of'
  const suffix = shown.length > 0 ? ` ${preposition} ${shown.join(' and ')}` : ''
  return `${entity.kind}${name === undefined ? '' : ` ${name}`}${suffix}`
}

/** What a person calls the entity that a reference leads to. */
function describeTarget(target: Target, kinds: KindByName): string {
  if ('entity' in target) return nameOf(target.entity, kinds.get(target.entity.kind)) ?? '(unnamed)'
  return shownHandle(target)
}

function nameOf(entity: Entity, kind: Kind | undefined): string | undefined {
  if (kind?.title) return kind.title.flatMap((field) => textOf(entity.fields[field])).join(' ') || entity.id
  const references = new Set(kind?.references.map((reference) => reference.field))
  const names = (kind?.keys ?? []).flat().filter((field) => !references.has(field) && !kind?.secret.includes(field))
  for (const name of names) {
    const value = entity.fields[name]
    if (typeof value === 'string' && value !== '' && !value.includes('\n')) return value
  }
  return entity.id
}

const textOf = (value: Value | undefined): string[] => (typeof value === 'string' ? [value] : [])

/** Where an entity stands, in words: `kong.yaml services[0].routes[1]`. */
export function placeText(place: Place | undefined): string {
  return place === undefined ? 'another place' : `${place.file} ${pathText(place.path)}`.trim()
}

/** A value as shown in a message: short, in quotes when text, masked when it came wrapped. */
export function valueText(value: Value | undefined): string {
  if (value instanceof Secret) return MASK
  const text = JSON.stringify(value) ?? ''
  return text.length > 80 ? `${text.slice(0, 77)}…${typeof value === 'string' ? '"' : ''}` : text
}
