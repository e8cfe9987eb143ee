import fs, { fstatSync, ftruncateSync, renameSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Ends the process at one write of a run's journal, as a power cut would: what was not brought to disk is lost. Loaded before the
 * program with --import. CRASH_POINT says where: `append 3 before`, `append 3 torn`, `append 3 after`, `sync 3 before`,
 * `sync 3 after`; CRASH_SYNCED is a file that tells how much of the journal is on disk.
 */
const [what, at, when] = (process.env.CRASH_POINT ?? '').split(' ')
const told = process.env.CRASH_SYNCED

const counts = { append: 0, sync: 0 }
const journals = new Map()

const handle = await open(new URL(import.meta.url), 'r')
const methods = Object.getPrototypeOf(handle)
await handle.close()
const { datasync } = methods
const { appendFileSync } = fs

// The process may be killed here too, from outside: what is told is whole or not there.
function tell(size) {
  writeFileSync(`${told}.new`, String(size))
  renameSync(`${told}.new`, told)
}

function die(fd) {
  ftruncateSync(fd, journals.get(fd))
  process.kill(process.pid, 'SIGKILL')
}

const isHere = (kind, moment) => what === kind && Number(at) === counts[kind] && when === moment

fs.appendFileSync = function append(fd, data, ...rest) {
  if (!/^\{"(begin|end)":/.test(String(data))) return appendFileSync(fd, data, ...rest)
  if (!journals.has(fd)) journals.set(fd, fstatSync(fd).size)
  counts.append++
  if (isHere('append', 'before')) die(fd)
  if (isHere('append', 'torn')) {
    appendFileSync(fd, String(data).slice(0, String(data).length / 2))
    journals.set(fd, fstatSync(fd).size)
    die(fd)
  }
  appendFileSync(fd, data, ...rest)
  if (isHere('append', 'after')) die(fd)
}
syncBuiltinESMExports()

methods.datasync = async function sync() {
  const { fd } = this
  if (!journals.has(fd)) return datasync.call(this)
  counts.sync++
  if (isHere('sync', 'before')) die(fd)
  const { size } = fstatSync(fd)
  await datasync.call(this)
  journals.set(fd, size)
  if (told !== undefined) tell(size)
  if (isHere('sync', 'after')) die(fd)
}
