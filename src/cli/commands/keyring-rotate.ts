import { optionSets, pick } from '../../config/options.ts'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import { activateKey } from '../../workflow/keyring/keyring-import.ts'
import type { Journal } from '../../workflow/keyring/keyring-journal.ts'
import { generateKept, type Safe } from '../../workflow/keyring/keyring-keep.ts'
import { removeKey } from '../../workflow/keyring/keyring-remove.ts'
import { type Rewritten, rewriteEncrypted } from '../../workflow/keyring/keyring-rewrite.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { rewrittenJson, rewrittenText } from '../files/rewritten-text.ts'
import { agree, begin, keyringChanging, keyringPart, keysText, onKeyring, placesText } from '../keyring/keyring-run.ts'
import { safeOf } from '../keyring/keyring-safe.ts'
import { activeOf, journalOf, keyOfBegun } from '../keyring/rotation.ts'
import type { Exit } from '../terminal/exit.ts'
import { Interrupted } from '../terminal/interrupt.ts'
import { tellKept } from './keyring-export.ts'
import { requireCustody } from './keyring-generate.ts'
import { consequences } from './keyring-remove.ts'

/** Entities that are written again at a time; the connection's own bound is the narrower one. */
const AT_A_TIME = 32

/** `keelson keyring rotate`. */
export const keyringRotate: Command = {
  name: 'keyring rotate',
  describe:
    'Make a new key, put it into custody, make it active, and write every encrypted entity again, in all workspaces.',
  options: [
    ...pick('output-file', 'recovery-configured', 'resume', 'remove-old', 'yes'),
    ...optionSets.sealing,
    ...keyringChanging,
  ],
  connects: true,
  examples: [
    ['keelson keyring rotate -o keys-2.json', 'the old key is kept'],
    ['keelson keyring rotate -o keys-2.json --resume', 'go on after a rotation was cut off'],
    ['keelson keyring rotate -o keys-2.json --remove-old --yes', 'without a question, and without the old key'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const safe = await safeOf(context)
  return onKeyring(context, {}, (keyring) => {
    if (context.settings.flag('resume')) return resume(context, keyring, safe)
    return rotate(context, keyring, safe, activeOf(keyring))
  })
}

async function rotate(context: Context, keyring: Keyring, safe: Safe | undefined, old: string): Promise<Result> {
  requireCustody(context, safe, keyring.state)
  const kept = context.settings.flag('remove-old') ? removal(old) : ` The old key, ${old}, is kept.`
  await agree(
    context,
    `Rotate the keyring of ${keyring.target.address}, and write every encrypted entity again?${kept}`,
  )
  begin(context)
  // Before the key is used: what is cut off from here on knows which key it was to change to.
  const made = await generateKept(keyring, safe, new Date(), (id) => journalOf(safe, id, old))
  if (safe !== undefined && made.kept !== undefined) await tellKept(context, safe, made.kept)
  if (context.interrupt.signal.aborted) throw new Interrupted()
  await activateKey(keyring, made.id)
  await context.print.note(`${made.id} is active; the entities follow. If this is cut off, --resume goes on.\n`)
  return rewrite(context, keyring, made.id, await journalOf(safe, made.id, old))
}

/** Goes on with the key that the rotation before has made, and makes it active if that one did not come so far. */
async function resume(context: Context, keyring: Keyring, safe: Safe | undefined): Promise<Result> {
  const id = await keyOfBegun(keyring, safe)
  const journal = await journalOf(safe, id)
  const removes = context.settings.flag('remove-old')
  if (removes && journal.from === undefined) throw unknownOld()
  const gone = removes && journal.from !== undefined ? removal(journal.from) : ''
  const first = id === keyring.state.active ? 'Write' : `Make ${id} active, and write`
  await agree(context, `${first} again what is not encrypted with ${id} yet?${gone}`)
  begin(context)
  await activateKey(keyring, id)
  return rewrite(context, keyring, id, journal)
}

const unknownOld = () =>
  usage('which key is the old one is not known any more', 'leave --remove-old out, and use keelson keyring remove')

const removal = (old: string): string => ` Then remove ${old}? ${consequences(old)}`

async function rewrite(context: Context, keyring: Keyring, id: string, journal: Journal): Promise<Result> {
  const { emit, interrupt, print, settings } = context
  const done = await rewriteEncrypted(keyring, { journal, parallelism: AT_A_TIME }, emit, interrupt.signal)
  context.quiet()
  const exit = exitOf(done)
  if (exit === 'done') await journal.finish()
  await print.result(rewrittenText(done, id))
  const wanted = settings.flag('remove-old') && exit === 'done' ? journal.from : undefined
  const removed = wanted === undefined ? [] : await removeOld(context, keyring, done, wanted)
  const state = await keyring.port.read()
  await print.result(`The keys are now:\n${keysText(state)}`)
  const parts = { ...keyringPart(state, { removed }), rewritten: rewrittenJson(done) }
  return { exit: wanted !== undefined && removed.length === 0 ? 'partly' : exit, parts }
}

function exitOf({ interrupted, failed }: Rewritten): Exit {
  if (interrupted) return 'interrupted'
  return failed.length > 0 ? 'partly' : 'done'
}

/** Only where nothing is left under the old key. */
async function removeOld(context: Context, keyring: Keyring, { hashed }: Rewritten, old: string): Promise<string[]> {
  const { print, interrupt } = context
  if (hashed.length > 0) {
    await print.problem(`Not removed: ${old}, since not everything could be written again.\n`)
    return []
  }
  const { outcome, needed } = await removeKey(keyring, old, interrupt.signal)
  if (needed.length > 0) {
    const what = outcome === 'removed' ? 'Removed, and not to be put back' : 'Not removed'
    const why = outcome === 'blind' ? 'With it too' : 'Without it'
    await print.problem(`${what}: ${old}. ${why} a dump or a sync fails at ${placesText(needed)}.\n`)
  }
  return outcome === 'removed' ? [old] : []
}
