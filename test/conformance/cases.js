#!/usr/bin/env node
// Syncs recorded state files into an empty sandbox and compares what a dump then holds with what decK dumped from a
// real gateway after the same sync. Usage: npm run cases -- FILE [FILE…]; each FILE is a cases.json or transitions.json,
// and the state files that it names stand beside it.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CORE_SCHEMA, load } from 'js-yaml'
import { OPEN_LIMITS } from '../../build/model/open-limits.js'
import { startSandbox } from '../../build/sandbox/kong/server.js'
import { dump } from '../../build/workflow/dump/dump.js'
import { preparePlan } from '../../build/workflow/plan/prepare-plan.js'

const WANTED = 80
const silent = () => undefined
const everything = { tags: [], only: [], exclude: [] }
const unlimited = { ...OPEN_LIMITS, cascade: true }

function variables(file) {
  const env = {}
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/env\s+["'`](\w+)["'`]/g))
    env[name] = `value-of-${name.toLowerCase()}`
  return env
}

async function planOf(connection, file) {
  const options = {
    files: [file],
    plan: { mode: 'sync', selection: everything, ignoreIds: false, limits: unlimited },
    show: [],
  }
  return preparePlan(connection, options, { env: variables(file), stdin: async () => Buffer.alloc(0) }, silent)
}

/** Syncs one file; gives the counts of what was done. */
async function sync(connection, file) {
  const prepared = await planOf(connection, file)
  try {
    const outcome = await prepared.apply({ failFast: false, deleteDespiteFailures: false }, silent)
    const failed = [...outcome.results].find(([, { state }]) => state !== 'done')
    if (failed) throw new Error(`${failed[0]}: ${failed[1].reason ?? failed[1].because}`)
    return counts(prepared.plan)
  } finally {
    await prepared.close()
  }
}

/** A replace is what decK counts as one create and one delete; what the gateway takes along with it decK does not count. */
function counts({ changes }) {
  const replaced = new Set(changes.filter(({ action }) => action === 'replace').map(({ id }) => id))
  const counted = changes.filter(({ takenBy }) => !replaced.has(takenBy))
  const of = (...actions) => counted.filter(({ action }) => actions.includes(action)).length
  return { created: of('create', 'replace'), updated: of('update'), deleted: of('delete', 'replace') }
}

async function differs(connection, file) {
  const prepared = await planOf(connection, file)
  await prepared.close()
  return prepared.plan.changes.map(({ id, fields }) => `${id} (${fields.map(({ path }) => path).join(', ')})`)
}

async function dumped(connection) {
  const options = { selection: everything, format: 'yaml', withId: false, skipDefaults: false, withTtl: false }
  return (await dump(connection, options, silent)).text
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Parsed data without what cannot agree: order of keys, generated ids, stored passwords, time that runs down. */
function comparable(text, given) {
  return stable(
    load(
      text.replace(UUID, (id) => (given.includes(id) ? id : '(generated)')),
      { schema: CORE_SCHEMA },
    ),
  )
}

function stable(value, key) {
  if (key === 'password' || key === 'ttl') return '(not comparable)'
  if (Array.isArray(value)) {
    const list = value.map((each) => stable(each))
    return list.every((each) => typeof each === 'object')
      ? list.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
      : list
  }
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).filter((name) => name !== 'ttl')
  return Object.fromEntries(names.sort().map((name) => [name, stable(value[name], name)]))
}

function firstDifference(a, b, path = '') {
  if (JSON.stringify(a) === JSON.stringify(b)) return undefined
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return `${path || '(root)'}: ${JSON.stringify(a)} for ${JSON.stringify(b)}`.slice(0, 200)
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[name], b[name], `${path}.${name}`)
    if (found) return found
  }
  return `${path}: order`
}

/** Runs one case on a sandbox of its own; gives the reason why it is not the same, or undefined. */
async function onSandbox(work) {
  const sandbox = await startSandbox({ port: 0 })
  const connection = { provider: 'kong', addr: sandbox.url, headers: {}, parallelism: 10, timeout: 30, tls: {} }
  try {
    return await work(connection)
  } catch (error) {
    return `refused: ${(error.diagnostics?.map(({ message }) => message).join('; ') ?? error.stack ?? String(error)).split('\n').slice(0, 3).join(' ').slice(0, 400)}`
  } finally {
    await sandbox.close()
  }
}

function compareDumps(own, theirs, given) {
  return firstDifference(comparable(own, given), comparable(theirs, given))
}

async function runCases(folder, cases) {
  let [same, accepted, refusedToo] = [0, 0, 0]
  const left = []
  for (const [name, expected] of Object.entries(cases)) {
    const file = join(folder, name)
    const reason = await onSandbox(async (connection) => {
      await sync(connection, file)
      const difference = compareDumps(await dumped(connection), expected.dump, readFileSync(file, 'utf8'))
      const again = await differs(connection, file)
      return difference ?? (again.length > 0 ? `a diff straight after is not empty: ${again.join('; ')}` : undefined)
    })
    if (expected.sync_exit !== 0) {
      if (reason?.startsWith('refused')) refusedToo++
      else left.push(`${name}: accepted here, refused by decK or the gateway: ${expected.error.trim().slice(0, 160)}`)
      continue
    }
    accepted++
    if (reason === undefined) same++
    else left.push(`${name}: ${reason}`)
  }
  for (const line of left) process.stdout.write(`${line}\n`)
  process.stdout.write(
    `refused here too: ${refusedToo} of ${Object.keys(cases).length - accepted} that decK or the gateway refuses\n`,
  )
  process.stdout.write(`same: ${same} of ${accepted} that decK accepts\n`)
  return same >= Math.min(WANTED, accepted)
}

async function runTransitions(folder, transitions) {
  let [same, accepted] = [0, 0]
  for (const { from, to, exit, summary, dump: expected } of transitions) {
    if (exit !== 0) continue
    accepted++
    const [first, second] = [join(folder, from), join(folder, to)]
    const reason = await onSandbox(async (connection) => {
      await sync(connection, first)
      const done = await sync(connection, second)
      const again = await differs(connection, second)
      const given = readFileSync(first, 'utf8') + readFileSync(second, 'utf8')
      const counted =
        JSON.stringify(done) ===
        JSON.stringify({ created: summary.created, updated: summary.updated, deleted: summary.deleted })
      const dumpDiffers = compareDumps(await dumped(connection), expected, given)
      return (
        dumpDiffers ??
        (counted
          ? again.length > 0
            ? `not empty after: ${again.join('; ')}`
            : undefined
          : `counts ${JSON.stringify(done)} for ${JSON.stringify(summary)}`)
      )
    })
    if (reason === undefined) same++
    else process.stdout.write(`${from} → ${to}: ${reason}\n`)
  }
  process.stdout.write(`same: ${same} of ${accepted} changes that decK accepts\n`)
  return same >= Math.min(WANTED, accepted)
}

const files = process.argv.slice(2)
if (files.length === 0 || files.some((file) => !existsSync(file))) {
  process.stderr.write(
    'usage: npm run cases -- FILE…   a cases.json or transitions.json, with the state files that it names beside it\n',
  )
  process.exit(3)
}
let good = true
for (const file of files) {
  const data = JSON.parse(readFileSync(file, 'utf8'))
  const run = Array.isArray(data) ? runTransitions : runCases
  good = (await run(dirname(file), data)) && good
}
process.exit(good ? 0 : 1)
