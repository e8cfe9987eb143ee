import { writeSync } from 'node:fs'

/** Loaded before a measured program: tells its peak memory (KB) and processor time (µs) on descriptor 3 when it ends. */
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeSync(3, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }))
})
