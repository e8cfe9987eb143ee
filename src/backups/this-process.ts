import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import type { LeaseRecord } from '../model/lease.ts'

/** Who holds a lease, as far as the system says. */
export type Holder = Pick<LeaseRecord, 'owner' | 'host' | 'pid' | 'machine' | 'start'>

/** Says what tells this process from all others. */
export function thisProcess(): Holder {
  const { pid } = process
  const [machine, start] = [machineOf(), processOf(pid)?.start]
  const host = hostname()
  return { owner: `${user()}@${host}`, host, pid, ...(machine && { machine }), ...(start && { start }) }
}

/** Tells whether the process of a holder ran here and is gone. What is not known to be gone is not. */
export function isDead({ host, pid, machine, start }: Holder): boolean {
  if (host !== hostname() || machine !== machineOf()) return false
  if (machine === undefined) return !answers(pid)
  const found = processOf(pid)
  return found === undefined || found.zombie || (start !== undefined && start !== found.start)
}

function user(): string {
  try {
    return userInfo().username
  } catch {
    // Containers run under numbers that nobody is called by.
    return `user ${process.getuid?.() ?? ''}`.trim()
  }
}

/** Containers may share a name and a kernel; each has its own view of processes (Linux, namespaces(7), proc(5)). */
function machineOf(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return undefined
  }
}

/** State and start time, the 3rd and 22nd field of /proc/PID/stat; the 2nd is a name in brackets (proc(5)). */
function processOf(pid: number): { zombie: boolean; start: string | undefined } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { zombie: fields[0] === 'Z' || fields[0] === 'X', start: fields[19] }
  } catch {
    return undefined
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
