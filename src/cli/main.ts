#!/usr/bin/env node
import { diagnosticsText, located } from '../report/diagnostics-text.ts'
import { outcomeOfError } from './outcome-of-error.ts'
import { processWorld } from './process-world.ts'
import { run } from './run.ts'

const world = processWorld()

// What no promise carries to `run`; the state of the program is not known any more.
process.on('uncaughtException', (error) => {
  const { diagnostics } = outcomeOfError(error, { begun: true, signal: new AbortController().signal })
  process.stderr.write(diagnosticsText(located(diagnostics), 0))
  if ((process.env.KEELSON_DEBUG ?? '') !== '') process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})

const code = await run(world)
// Not merely process.exitCode: reads that were given up at an interrupt would keep the process alive.
process.exit(process.exitCode === undefined ? code : Math.max(code, Number(process.exitCode)))
