import type { Part } from '../../report/plan-json.ts'
import { printable } from '../../report/printable.ts'
import type { Entry, Rewritten } from '../../workflow/keyring/keyring-rewrite.ts'

/** More of these are counted and not listed. */
const MOST = 20

/**
 * Tells what came of writing the encrypted entities again.
 * @param done what came of it
 * @param id the key that they are encrypted with now
 */
export function rewrittenText({ rewritten, earlier, hashed, failed, interrupted }: Rewritten, id: string): string {
  const before = earlier > 0 ? `, ${earlier} before` : ''
  const start = interrupted ? 'Interrupted. ' : failed.length > 0 ? 'Not done. ' : ''
  const kept = hashed.length === 0 ? [] : [hashedText(hashed)]
  const left =
    interrupted || failed.length > 0 ? ['keelson keyring rotate --resume, with the same -o FILE, does the rest.'] : []
  return [
    ...listed(failed, (each) => `failed  ${entryText(each)}: ${printable(each.reason)}`),
    ...listed(hashed, (each) => `kept    ${entryText(each)}`),
    `${start}${rewritten} encrypted ${rewritten === 1 ? 'entity' : 'entities'} written with ${id}${before}; ${failed.length} failed.`,
    ...kept,
    ...left,
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function hashedText(hashed: readonly Entry[]): string {
  const what = `${hashed.length} of them ${hashed.length === 1 ? 'holds' : 'hold'} a password as a hash`
  return `${what}, which only a new password replaces: keep the old key until then.`
}

function listed<T>(entries: readonly T[], line: (entry: T) => string): string[] {
  const more = entries.length - MOST
  return [...entries.slice(0, MOST).map(line), ...(more > 0 ? [`… and ${more} more`] : [])]
}

const entryText = ({ workspace, kind, id }: Entry): string =>
  printable(`${kind} ${id}${workspace === 'default' ? '' : ` in workspace ${workspace}`}`)

/**
 * Tells the same for the JSON report.
 * @param done what came of it
 */
export function rewrittenJson({ rewritten, earlier, hashed, failed }: Rewritten): Part {
  return {
    written: rewritten,
    earlier,
    kept: hashed.map((each) => ({ ...each })),
    failed: failed.map((each) => ({ ...each })),
  }
}
