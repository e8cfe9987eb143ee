import type { Option } from './option.ts'

/** How a file is sealed. */
export const sealing: readonly Option[] = [
  {
    name: 'recipient',
    type: 'list',
    value: 'AGE1…',
    comma: true,
    describe: 'seal what is written for this recipient of age; repeatable',
    perTarget: true,
    group: 'Command',
  },
  {
    name: 'passphrase-file',
    type: 'text',
    value: 'PATH',
    describe: 'file with the passphrase that seals and opens, or - for stdin',
    outside: true,
    group: 'Command',
  },
]

/** Options of the commands for the keyring. What they name is of one run, so that keelson.yaml does not take them. */
export const keyringOptions: readonly Option[] = [
  {
    name: 'identity-file',
    type: 'text',
    value: 'PATH',
    describe: 'identity file of age that opens a sealed file, or - for stdin',
    outside: true,
    group: 'Command',
  },
  {
    name: 'expect',
    type: 'text',
    value: 'FILE',
    describe: 'custody file whose keys must all be there',
    outside: true,
    group: 'Command',
  },
  {
    name: 'activate',
    type: 'text',
    value: 'ID',
    describe: 'make this key active afterwards',
    outside: true,
    group: 'Command',
  },
  { name: 'id', type: 'text', value: 'ID', describe: 'id of the key, 8 characters', outside: true, group: 'Command' },
  {
    name: 'key-file',
    type: 'text',
    value: 'FILE',
    describe: 'file with the key, 32 bytes in base64, or - for stdin',
    outside: true,
    group: 'Command',
  },
  {
    name: 'private-key',
    type: 'text',
    value: 'FILE',
    describe: 'PEM file of the private recovery key, or - for stdin',
    outside: true,
    group: 'Command',
  },
  {
    name: 'confirm',
    type: 'text',
    value: 'ID',
    describe: 'the id once more',
    outside: true,
    group: 'Command',
  },
  {
    name: 'recovery-configured',
    type: 'flag',
    describe: 'no custody file is needed: the gateway keeps copies for the recovery key',
    outside: true,
    group: 'Command',
  },
  {
    name: 'remove-old',
    type: 'flag',
    describe: 'remove the old key once nothing is encrypted with it any more',
    outside: true,
    group: 'Command',
  },
  {
    name: 'resume',
    type: 'flag',
    describe: 'go on with a rotation that was cut off: no new key, write the rest',
    outside: true,
    group: 'Command',
  },
]
