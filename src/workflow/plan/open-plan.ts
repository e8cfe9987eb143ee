import { readFile } from 'node:fs/promises'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { problem, Refusal } from '../../model/diagnostic.ts'
import { packageRoot } from '../../model/package-root.ts'
import { isRecord, type Plain } from '../../model/plain.ts'
import { readReason } from '../../model/read-reason.ts'
import type { PlanScope, SavedPlan } from '../../model/saved-plan.ts'
import { recallScope } from '../../plan/saved/scope.ts'
import { digestOf } from '../../plan/saved/stable-json.ts'

export { recall, recallDiagnostic } from '../../plan/saved/recall.ts'

const SCHEMA = new URL('schemas/plan.schema.json', packageRoot)

/** Versions of the format that this program reads. */
const READABLE = /^1\.\d+$/

/**
 * Reads a saved plan. Raises a Refusal (invalid) for a file that cannot be read, is none, is of a newer format, or was edited or
 * damaged: its digest tells.
 */
export async function openPlan(path: string): Promise<SavedPlan> {
  const document = parse(path, await read(path))
  const { format_version: version, digest, ...rest } = document
  if (typeof version !== 'string' || typeof digest !== 'string')
    throw noPlan(path, 'it has no format_version and digest')
  if (!READABLE.test(version)) throw newer(path, version)
  if (digestOf({ format_version: version, ...rest }) !== digest) throw edited(path)
  return checked(path, document)
}

/** What a saved plan was asked to be about. */
export function scopeOfPlan({ scope }: SavedPlan): PlanScope {
  return recallScope(scope)
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse('cannot-read', `cannot read ${path}: ${readReason(error)}`, 'keelson diff --out FILE makes a plan')
  })
}

function parse(path: string, text: string): { [name: string]: Plain } {
  try {
    const value: Plain = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    throw noPlan(path, 'it is not JSON, or was cut off')
  }
  throw noPlan(path, 'it is not a JSON object')
}

let compiled: Promise<ValidateFunction<SavedPlan>> | undefined

// That the schema is one itself is for the tests to see.
async function compile(): Promise<ValidateFunction<SavedPlan>> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ meta: false, validateSchema: false, allowUnionTypes: true })
  return ajv.compile<SavedPlan>(JSON.parse(await readFile(SCHEMA, 'utf8')))
}

async function checked(path: string, document: { [name: string]: Plain }): Promise<SavedPlan> {
  compiled ??= compile()
  const validate = await compiled
  const value: unknown = document
  if (validate(value)) return value
  throw noPlan(path, shapeFault(validate.errors?.[0]))
}

const shapeFault = (error: ErrorObject | undefined): string =>
  `${error?.instancePath || 'it'} ${error?.message ?? 'is wrong'}`

function noPlan(path: string, why: string): Refusal {
  return refuse('no-plan', `${path} is no plan of Keelson: ${why}`, 'keelson diff --out FILE makes one')
}

function newer(path: string, version: string): Refusal {
  return refuse(
    'newer-plan',
    `${path} has format ${version}, and this version of Keelson reads 1.x`,
    'use the version that made it',
  )
}

function edited(path: string): Refusal {
  const hint = 'a plan cannot be changed: make another one with keelson diff --out'
  return refuse('edited-plan', `${path} is not as it was made: its digest does not match what it holds`, hint)
}

function refuse(code: string, message: string, hint: string): Refusal {
  return new Refusal('invalid', [problem(code, message, { hint })])
}
