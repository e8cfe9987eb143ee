import type { Event } from '../model/event.ts'
import { printable } from './printable.ts'

/** Follows a run by its events and tells in one line where it stands. */
export interface Progress {
  hear(event: Event): void
  /** One line without colours; undefined while there is nothing to tell. */
  line(): string | undefined
}

interface Counts {
  /** Entities read so far, by workspace and kind. */
  read: Map<string, number>
  reading: { kind: string; count: number } | undefined
  total: number
  done: number
  failed: number
  skipped: number
  /** When the phase began, milliseconds. */
  since: number
}

/**
 * Starts following a run.
 * @param now a clock, milliseconds
 * @returns a listener that costs next to nothing per event
 */
export function progress(now: () => number): Progress {
  const counts: Counts = { read: new Map(), reading: undefined, total: 0, done: 0, failed: 0, skipped: 0, since: now() }
  return {
    hear: (event) => hear(counts, event, now),
    line: () => (counts.total > 0 ? applyingLine(counts, now()) : readingLine(counts, now())),
  }
}

function hear(counts: Counts, event: Event, now: () => number): void {
  if (event.type === 'reading') {
    counts.read.set(`${event.workspace ?? ''} ${event.kind}`, event.count)
    counts.reading = event
  }
  if (event.type === 'planned') {
    // A rollback is a plan after the first.
    Object.assign(counts, { total: event.changes, done: 0, failed: 0, skipped: 0, since: now() })
  }
  if (event.type !== 'step' || event.state === 'started') return
  counts[event.state]++
}

function readingLine(counts: Counts, now: number): string | undefined {
  if (counts.reading === undefined) return undefined
  let all = 0
  for (const count of counts.read.values()) all += count
  const kind = `${printable(counts.reading.kind)} ${counts.reading.count}`
  return `reading ${kind}; ${all} entities (${rate(all, now - counts.since)})`
}

function applyingLine(counts: Counts, now: number): string | undefined {
  const ended = counts.done + counts.failed + counts.skipped
  if (ended === 0) return undefined
  const elapsed = now - counts.since
  // A change can take more than one step, so the total is a lower bound.
  const left = Math.max(0, counts.total - ended)
  const seconds = Math.ceil((left * elapsed) / ended / 1000)
  const problems = [...said(counts.failed, 'failed'), ...said(counts.skipped, 'skipped')].join(', ')
  const tail = problems === '' ? '' : `; ${problems}`
  return `applying ${ended} of ${Math.max(counts.total, ended)} (${rate(ended, elapsed)}, ${seconds} s left)${tail}`
}

function said(count: number, word: string): string[] {
  return count > 0 ? [`${count} ${word}`] : []
}

function rate(count: number, milliseconds: number): string {
  return `${Math.round((count * 1000) / Math.max(milliseconds, 1))}/s`
}
