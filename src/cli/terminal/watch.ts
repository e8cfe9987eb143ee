import type { Emit, Event } from '../../model/event.ts'
import { printable } from '../../report/printable.ts'
import { progress } from '../../report/progress.ts'
import type { World } from '../world.ts'

const REDRAW_MS = 100
const PLAIN_MS = 10_000
const CLEAR = '\r\u001b[2K'

/** Shows a long run on stderr. */
export interface Watch {
  emit: Emit
  /** Takes the progress line away; it comes back with the next event. */
  clear(): void
  stop(): void
}

/**
 * Starts showing: one line redrawn in place on a terminal, elsewhere a plain line at most every 10 s, nothing with quiet.
 * @param world stderr and the clock
 * @param modes what the options say; verbose adds each request and retry
 */
export function startWatch(world: Pick<World, 'stderr' | 'now'>, modes: { quiet: boolean; verbose: boolean }): Watch {
  const { stderr } = world
  const run = progress(world.now)
  let heard = false
  let last = ''
  let drawn = false
  const clear = () => {
    if (drawn) void stderr.write(CLEAR)
    drawn = false
    heard = false
  }
  const show = () => {
    const line = heard ? run.line() : undefined
    heard = false
    if (line === undefined || line === last) return
    last = line
    if (stderr.terminal) void stderr.write(`${CLEAR}${line.slice(0, Math.max(stderr.columns - 1, 20))}`)
    else void stderr.write(`${line}\n`)
    drawn = stderr.terminal
  }
  const timer = modes.quiet ? undefined : setInterval(show, stderr.terminal ? REDRAW_MS : PLAIN_MS).unref()
  return {
    emit: (event) => {
      const line = modes.verbose && !modes.quiet ? detail(event) : undefined
      if (line !== undefined) clear()
      heard = true
      run.hear(event)
      if (line === undefined) return
      void stderr.write(`${line}\n`)
    },
    clear,
    stop: () => {
      clearInterval(timer)
      clear()
    },
  }
}

function detail(event: Event): string | undefined {
  if (event.type === 'retry') {
    return printable(`retry ${event.attempt} of ${event.request} in ${event.waitMs} ms: ${event.reason}`)
  }
  if (event.type !== 'request') return undefined
  const head = `${event.method} ${event.url} ${event.status} ${Math.round(event.milliseconds)} ms`
  return printable(event.body === undefined ? head : `${head} ${event.body()}`)
}
