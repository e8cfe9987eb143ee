#!/usr/bin/env node
import { processWorld } from './process-world.ts'
import { run } from './run.ts'

const world = processWorld()
const code = await run(world)
// Not merely process.exitCode: reads that were given up at an interrupt would keep the process alive.
process.exit(process.exitCode === undefined ? code : Math.max(code, Number(process.exitCode)))
