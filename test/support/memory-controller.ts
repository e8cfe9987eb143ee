import { randomUUID } from 'node:crypto'
import type { Step } from '../../src/model/change.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import type { Entity } from '../../src/model/entity.ts'
import type { Kind } from '../../src/model/kind.ts'
import { clear, isFields, reveal } from '../../src/model/secret.ts'
import type { Fields, Value } from '../../src/model/value.ts'
import { keyOf, storedHash } from '../../src/plan/keys.ts'

/**
 * The rules of a controller, in memory: unique values, references that must lead somewhere, deletes that are refused
 * or take dependants along, full writes that replace. Stricter than a planner can guess, so that a wrong order fails.
 */
export class MemoryController {
  readonly entities = new Map<string, Entity>()
  readonly log: string[] = []
  readonly #kinds: readonly Kind[]
  refuse: (step: Step) => string | undefined = () => undefined

  constructor(kinds: readonly Kind[]) {
    this.#kinds = kinds
  }

  read(): Entity[] {
    return [...this.entities.values()].map((entity) => ({ ...entity, fields: structuredClone(entity.fields) }))
  }

  async check(): Promise<Diagnostic[]> {
    return []
  }

  async write(step: Step): Promise<{ id: string }> {
    const refusal = this.refuse(step)
    if (refusal !== undefined) throw new Error(refusal)
    const kind = this.#kind(step.kind)
    const id = step.entityId ?? randomUUID()
    this.log.push(`${step.action} ${step.kind} ${id}`)
    if (step.action === 'delete') this.#delete(kind, id)
    else this.#put(kind, id, step)
    return { id }
  }

  #kind(name: string): Kind {
    const kind = this.#kinds.find((each) => each.name === name)
    if (kind === undefined) throw new Error(`no kind ${name}`)
    return kind
  }

  #put(kind: Kind, id: string, step: Step): void {
    const held = this.entities.get(id)
    if (step.action === 'create' && held) throw new Error(`silent overwrite of ${kind.name} ${id}`)
    if (step.action === 'update' && !held) throw new Error(`update of ${kind.name} ${id}, which is not there`)
    const fields = reveal(step.body ?? {}) as Fields
    this.#hash(kind, fields, held)
    this.#checkReferences(kind, fields)
    this.#checkUnique(kind, id, fields)
    this.entities.set(id, { kind: kind.name, id, fields, refs: {} })
  }

  #hash({ hashed }: Kind, fields: Fields, held: Entity | undefined): void {
    if (hashed === undefined) return
    const given = fields[hashed.field]
    if (given === undefined) fields[hashed.field] = held?.fields[hashed.field] ?? null
    else fields[hashed.field] = storedHash(String(given), String(idIn(fields[hashed.salt ?? ''])))
  }

  #checkReferences(kind: Kind, fields: Fields): void {
    for (const reference of kind.references) {
      for (const id of idsIn(fields[reference.field])) {
        if (this.entities.get(id)?.kind !== reference.kind)
          throw new Error(`${kind.name} refers to ${reference.kind} ${id}, which is not there`)
      }
    }
  }

  #checkUnique(kind: Kind, id: string, fields: Fields): void {
    for (const group of kind.unique) {
      const key = keyOf(kind, group, fields)
      if (key === undefined) continue
      for (const other of this.entities.values()) {
        if (other.kind !== kind.name || other.id === id) continue
        if (keyOf(kind, group, other.fields) === key)
          throw new Error(`UNIQUE violation on ${group.join('+')} of ${kind.name}`)
      }
    }
  }

  #delete(kind: Kind, id: string): void {
    for (const other of this.#kinds) {
      for (const reference of other.references) {
        if (reference.kind !== kind.name) continue
        const dependants = [...this.entities.values()].filter(
          (entity) => entity.kind === other.name && idsIn(entity.fields[reference.field]).includes(id),
        )
        if (reference.onDelete === 'restrict' && dependants.length > 0)
          throw new Error(`${other.name} still refers to ${kind.name} ${id}`)
        if (reference.onDelete === 'cascade')
          for (const each of dependants) if (each.id !== undefined) this.#delete(other, each.id)
      }
    }
    this.entities.delete(id)
  }
}

const idIn = (value: Value | undefined): Value | undefined => (isFields(value) ? value.id : undefined)

function idsIn(value: Value | undefined): string[] {
  const ids = Array.isArray(value) ? value.map((each) => (isFields(each) ? each.id : each)) : [idIn(value)]
  return ids.map((id) => clear(id)).filter((id) => typeof id === 'string')
}
