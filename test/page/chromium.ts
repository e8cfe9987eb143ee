import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const named = process.env.CHROMIUM

/** A browser of this machine: the one that CHROMIUM names, else one in a usual place; undefined where there is none. */
export const executable = (named ? [named] : USUAL).find((path) => existsSync(path))

/** What is said of tests that need a browser. */
export const remark = executable === undefined ? ' (skipped: there is no Chromium here; CHROMIUM can name one)' : ''

/** Starts the browser without a window. */
export function launch(): Promise<Browser> {
  // Chromium cannot make its sandbox as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ ...(executable !== undefined && { executablePath: executable }), args })
}
