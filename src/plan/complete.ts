import { isBcrypt, matchesBcrypt } from '../crypto/bcrypt.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Kind } from '../model/kind.ts'
import { clear, isFields } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Fields, Value } from '../model/value.ts'
import { equal } from './compare.ts'
import { idOf, storedHash } from './keys.ts'
import type { Node } from './node.ts'
import { settleShared } from './shared.ts'

/**
 * Adds to the file's side what only the controller knows and a full write would lose: generated values and the time
 * a key has left. Settles hashed fields: one that is stored as the file says is taken out of both sides.
 */
export function complete(node: Node, diagnostics: Diagnostic[]): void {
  const { kind, before, after } = node
  if (after === undefined) return
  settleShared(node)
  if (before !== undefined) {
    for (const field of kind.generated) after[field] ??= before[field]
    if (node.type) keepGenerated(after, before, node.type)
  }
  if (before === undefined || node.fate !== 'update') {
    refuseHash(node, diagnostics)
    demandHashed(node, diagnostics)
    return
  }
  if (kind.elapsing) keepRemaining(kind.elapsing, before, after)
  if (kind.hashed) settleHash(kind.hashed, node, diagnostics)
}

function keepGenerated(after: Fields, before: Fields, type: Type): void {
  for (const [name, inner] of type.fields ?? []) {
    const [given, held] = [after[name], before[name]]
    if (inner.generated && given === undefined && held !== undefined && held !== null) after[name] = held
    else if (inner.type === 'record' && isFields(given) && isFields(held)) keepGenerated(given, held, inner)
  }
}

/** Time that runs down is no difference; only more time left than the file allows, or none where it wants some, is one. */
function keepRemaining(field: string, before: Fields, after: Fields): void {
  const [given, left] = [after[field], before[field]]
  const runsDown = typeof given === 'number' && typeof left === 'number' && left <= given
  if (given === undefined || runsDown) after[field] = left
}

function settleHash(hashed: NonNullable<Kind['hashed']>, node: Node, diagnostics: Diagnostic[]): void {
  const [before, after] = [node.before ?? {}, node.after ?? {}]
  const [given, stored] = [clear(after[hashed.field]), clear(before[hashed.field])]
  const stays = hashed.salt === undefined || equal(before[hashed.salt], after[hashed.salt])
  const salt = hashed.salt === undefined ? undefined : (idOf(before[hashed.salt]) ?? '')
  const same = given === undefined || given === stored || isMadeOf(given, salt, stored)
  if (same && stays) {
    delete before[hashed.field]
    delete after[hashed.field]
  } else refuseHash(node, diagnostics)
}

function isMadeOf(given: Value, salt: string | undefined, stored: Value | undefined): boolean {
  if (typeof given !== 'string' || typeof stored !== 'string') return false
  return salt === undefined ? matchesBcrypt(given, stored) : storedHash(given, salt) === stored
}

const isHash = (value: string, { salt }: NonNullable<Kind['hashed']>): boolean =>
  salt === undefined ? isBcrypt(value) : /^[0-9a-f]{40}$/i.test(value)

/** What no dump holds must be given for an entity that is new. */
function demandHashed({ kind, after, desired }: Node, diagnostics: Diagnostic[]): void {
  const { hashed, name } = kind
  if (hashed === undefined || hashed.salt !== undefined || after?.[hashed.field] !== undefined) return
  const hint = `write \${{ env "KEELSON_…" }} as its ${hashed.field}: the controller keeps a hash only, and dumps hold neither`
  diagnostics.push(
    problem('hashed-missing', `this ${name} is new and needs a ${hashed.field}`, {
      hint,
      ...(desired?.place && { place: desired.place }),
    }),
  )
}

/** A hash that is written would be hashed once more, and the login broken. */
function refuseHash(node: Node, diagnostics: Diagnostic[]): void {
  const { hashed } = node.kind
  const given = hashed && clear(node.after?.[hashed.field])
  if (hashed === undefined || typeof given !== 'string' || !isHash(given, hashed)) return
  diagnostics.push(
    problem(
      'hash-as-password',
      `the ${hashed.field} of this ${node.kind.name} is a hash as a dump holds it; the controller would hash it again and break the login`,
      {
        hint: `write \${{ env "KEELSON_…" }} with the clear ${hashed.field}${hashed.salt === undefined ? '' : ', or restore the database, or load the dump into a DB-less gateway'}`,
        ...(node.desired?.place && {
          place: { ...node.desired.place, path: [...node.desired.place.path, hashed.field] },
        }),
      },
    ),
  )
}
