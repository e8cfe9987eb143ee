import { readFileSync } from 'node:fs'
import { packageRoot } from '../../model/package-root.ts'

/** What makes the page work and look; neither holds anything of a plan. */
export interface PageParts {
  script: string
  style: string
}

/**
 * Reads the page's script and style as they are shipped. They are built from `page/`.
 * @returns both as they go into the page
 */
export function shippedPage(): PageParts {
  const read = (name: string) => readFileSync(new URL(`dist/page/${name}`, packageRoot), 'utf8')
  return { script: read('report.js'), style: read('report.css') }
}
