import { pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import { Secret } from '../../model/secret.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { readSecret } from '../files/secret-file.ts'
import { begin, keyringChanging, keyringPart, keysText, onKeyring, warnInactive } from '../keyring/keyring-run.ts'

const KEY_BYTES = 32

/** `keelson keyring import-raw`. */
export const keyringImportRaw: Command = {
  name: 'keyring import-raw',
  describe: 'Add one key, from a file or stdin; never from the command line, which others can see.',
  options: [...pick('id', 'key-file'), ...keyringChanging],
  connects: true,
  examples: [['keelson keyring import-raw --id RfsDJ2Ol --key-file - < key.b64', 'a key in base64 from stdin']],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings } = context
  const id = settings.text('id')
  const file = settings.text('key-file')
  if (id === undefined || file === undefined) throw usage('--id ID and --key-file FILE are needed')
  if (!/^[\x21-\x7e]{8}$/.test(id)) throw usage('--id takes the 8 characters of a key id')
  const key = keyOf(await readSecret(file, context.world), file)
  return onKeyring(context, {}, async ({ port, state }) => {
    const there = state.ids.includes(id)
    begin(context)
    if (!there) await port.importRaw(id, key)
    const after = there ? state : await port.read()
    if (!after.ids.includes(id)) throw refuse(`the gateway does not list ${id} now`)
    await context.print.result(
      `${there ? `The key ${id} is there already; nothing was imported.` : `Imported ${id}.`}\n${keysText(after)}`,
    )
    const diagnostics = await warnInactive(context, after)
    return { exit: 'done', parts: keyringPart(after, { added: there ? [] : [id] }), diagnostics }
  })
}

function keyOf(secret: Secret, file: string): Secret {
  const text = String(secret.reveal()).trim()
  const sound = /^[A-Za-z0-9+/]+=*$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES
  if (!sound) throw usage(`${file} does not hold a key: ${KEY_BYTES} bytes in base64 are needed`)
  return new Secret(text)
}

const refuse = (message: string): Refusal => new Refusal('failed', [problem('missing-key', message)])
