#!/usr/bin/env node
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { diagnosticsText, located } from '../report/diagnostics-text.ts'
import { heapFor } from './heap.ts'
import { processWorld } from './process-world.ts'
import { run } from './run.ts'
import { exits } from './terminal/exit.ts'
import { outcomeOfError } from './terminal/outcome-of-error.ts'

// The optimizer of Node 20 begins early, on threads of its own; within the second or two of a command that costs more than it gains
// (measured: a third of the processor time of 5,000 changes, and nothing for 140,000 entities). So it begins eight times later.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=540672')

const world = processWorld()

// What no promise carries to `run`; the state of the program is not known any more.
process.on('uncaughtException', (error) => {
  const { diagnostics } = outcomeOfError(error, { begun: true, shows: '', signal: new AbortController().signal })
  process.stderr.write(diagnosticsText(located(diagnostics), 0))
  if ((process.env.KEELSON_DEBUG ?? '') !== '') process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})

const heap = heapFor(world.argv, getHeapStatistics().heap_size_limit / 2 ** 20)
if (heap !== undefined) process.exit(await (await import('./start-again.ts')).startAgain(heap))

const code = await run(world)
// Not merely process.exitCode: reads that were given up at an interrupt would keep the process alive.
// Lost output is told by process.exitCode; it turns what would be a success into a failure, and nothing else.
const lost = process.exitCode !== undefined && (code === exits.done.code || code === exits.changes.code)
process.exit(lost ? exits.failed.code : code)
