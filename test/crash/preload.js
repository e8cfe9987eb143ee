import { fstatSync, ftruncateSync, renameSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'

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
const { appendFile, datasync } = methods

// The process may be killed here too, from outside: what is told is whole or not there.
function tell(size) {
  writeFileSync(`${told}.new`, String(size))
  renameSync(`${told}.new`, told)
}

function die(file) {
  ftruncateSync(file.fd, journals.get(file))
  process.kill(process.pid, 'SIGKILL')
}

const isHere = (kind, moment) => what === kind && Number(at) === counts[kind] && when === moment

methods.appendFile = async function append(data, ...rest) {
  if (!/^\{"(begin|end)":/.test(String(data))) return appendFile.call(this, data, ...rest)
  if (!journals.has(this)) journals.set(this, fstatSync(this.fd).size)
  counts.append++
  if (isHere('append', 'before')) die(this)
  if (isHere('append', 'torn')) {
    await appendFile.call(this, String(data).slice(0, String(data).length / 2))
    journals.set(this, fstatSync(this.fd).size)
    die(this)
  }
  await appendFile.call(this, data, ...rest)
  if (isHere('append', 'after')) die(this)
}

methods.datasync = async function sync() {
  if (!journals.has(this)) return datasync.call(this)
  counts.sync++
  if (isHere('sync', 'before')) die(this)
  const { size } = fstatSync(this.fd)
  await datasync.call(this)
  journals.set(this, size)
  if (told !== undefined) tell(size)
  if (isHere('sync', 'after')) die(this)
}
