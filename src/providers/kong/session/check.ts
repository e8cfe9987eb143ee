import { Failure } from '../../../http/failure.ts'
import { type Diagnostic, type Place, problem } from '../../../model/diagnostic.ts'
import type { Entity, Target } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields, Secret } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { heldBack } from '../validate/checked-data.ts'
import { apartField } from './apart.ts'
import type { Gateway } from './gateway.ts'
import { baseOf } from './paths.ts'

/** Stands for an entity whose id is not known yet: Kong does not look whether it exists here (3.9, recorded). */
const SOME_ID = '00000000-0000-4000-8000-000000000000'

/**
 * Asks Kong whether an entity is valid (`POST /schemas/<collection>/validate`, which writes nothing). Values that are
 * not known are left out, and so is what Kong says about them. A kind that the gateway does not have gives no
 * diagnostics.
 */
export async function checkEntity(
  gateway: Gateway,
  kind: Kind,
  entity: Entity,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  const unknown: string[] = []
  const body = knownOnly({ ...heldBack(kind), ...entity.fields, ...idsOf(entity.refs) }, '', unknown) as Fields
  for (const field of [...kind.readOnly, apartField(kind) ?? '']) delete body[field]
  try {
    await gateway.http.post(`${await baseOf(gateway, kind)}/schemas/${kind.schema}/validate`, body, {
      signal,
      accept: [404],
    })
    return []
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 400) throw error
    return diagnosticsOf(error, entity.place)
      .filter(({ path }) => !unknown.some((each) => covers(each, path)))
      .map(({ diagnostic }) => diagnostic)
  }
}

function idsOf(refs: Entity['refs']): Fields {
  const ids: Fields = {}
  for (const [field, target] of Object.entries(refs)) {
    ids[field] = Array.isArray(target) ? target.map(written) : { id: idOf(target) }
  }
  return ids
}

/** A record that refers is one again, a reference in a list of ids its id. */
function written(target: Target): Value {
  return 'more' in target ? { ...target.more, id: idOf(target) } : idOf(target)
}

function idOf(target: Target): string {
  if ('entity' in target) return target.entity.id ?? SOME_ID
  return 'id' in target ? target.id : SOME_ID
}

function knownOnly(value: Value, path: string, unknown: string[]): Value | undefined {
  if (value instanceof Secret) {
    if (!value.known) unknown.push(path)
    return value.known ? value : undefined
  }
  if (Array.isArray(value))
    return value.map((each) => knownOnly(each, path, unknown)).filter((each) => each !== undefined)
  if (!isFields(value)) return value
  const result: Fields = {}
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) result[name] = knownOnly(inner, path === '' ? name : `${path}.${name}`, unknown)
  }
  return result
}

const covers = (unknown: string, path: string): boolean =>
  path === unknown || path === '' || path.startsWith(`${unknown}.`)

interface Finding {
  path: string
  diagnostic: Diagnostic
}

function diagnosticsOf(failure: Failure, place: Place | undefined): Finding[] {
  const findings: Finding[] = []
  collect(failure.facts.fields, [], place, findings)
  if (findings.length === 0) findings.push(finding([], failure.facts.reason, place))
  return findings
}

/** Kong's `fields` follow the body; `@entity` holds what is wrong with the whole, and lists have holes. */
function collect(
  value: unknown,
  path: readonly (string | number)[],
  place: Place | undefined,
  findings: Finding[],
): void {
  if (typeof value === 'string') findings.push(finding(path, value, place))
  else if (Array.isArray(value)) {
    value.forEach((each, index) => {
      collect(each, [...path, index], place, findings)
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (name === '@entity') for (const text of [inner].flat()) collect(text, path, place, findings)
      else collect(inner, [...path, name], place, findings)
    }
  }
}

function finding(path: readonly (string | number)[], text: string, place: Place | undefined): Finding {
  const names = path.filter((each) => typeof each === 'string')
  const shown = path.reduce<string>(
    (all, each) => (typeof each === 'number' ? `${all}[${each}]` : all === '' ? each : `${all}.${each}`),
    '',
  )
  const message = `the gateway says: ${shown === '' ? '' : `${shown}: `}${text}`
  const at = place && { place: { ...place, path: [...place.path, ...path] } }
  return { path: names.join('.'), diagnostic: problem('gateway-refuses', message, at ?? {}) }
}
