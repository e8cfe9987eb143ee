#!/usr/bin/env node
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { diagnosticsText, located } from '../report/diagnostics-text.ts'
import { bytesNamed } from './bytes-named.ts'
import { engineFlags, heapFor } from './engine.ts'
import { processWorld } from './process-world.ts'
import { run } from './run.ts'
import { exits } from './terminal/exit.ts'
import { outcomeOfError } from './terminal/outcome-of-error.ts'

const world = processWorld()
const bytes = bytesNamed(world.argv)
for (const flag of engineFlags(bytes, process.versions.v8)) setFlagsFromString(flag)

// What no promise carries to `run`; the state of the program is not known any more.
process.on('uncaughtException', (error) => {
  const { diagnostics } = outcomeOfError(error, { begun: true, shows: '', signal: new AbortController().signal })
  process.stderr.write(diagnosticsText(located(diagnostics), 0))
  if ((process.env.KEELSON_DEBUG ?? '') !== '') process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})

const heap = heapFor(bytes, getHeapStatistics().heap_size_limit / 2 ** 20)
if (heap !== undefined) process.exit(await (await import('./start-again.ts')).startAgain(heap))

const code = await run(world)
// Not merely process.exitCode: reads that were given up at an interrupt would keep the process alive.
// Lost output is told by process.exitCode; it turns what would be a success into a failure, and nothing else.
const lost = process.exitCode !== undefined && (code === exits.done.code || code === exits.changes.code)
process.exit(lost ? exits.failed.code : code)
