import { keyringOptions, sealing } from './keyring-options.ts'
import type { Option } from './option.ts'
import { applying, planning, selection } from './plan-options.ts'
import { inspection, output, review } from './report-options.ts'
import { sandbox } from './sandbox-options.ts'
import { storing } from './store-options.ts'

const connection: readonly Option[] = [
  {
    name: 'addr',
    aliases: ['kong-addr'],
    type: 'text',
    value: 'URL',
    describe: 'address of the Admin API',
    default: 'http://localhost:8001',
    variables: ['DECK_KONG_ADDR'],
    perTarget: true,
    group: 'Connection',
  },
  { name: 'target', type: 'text', value: 'NAME', describe: 'a target named in keelson.yaml', group: 'Connection' },
  {
    name: 'header',
    aliases: ['headers'],
    type: 'list',
    value: 'NAME:VALUE',
    describe: 'header sent with every request; repeatable',
    variables: ['KEELSON_HEADERS', 'DECK_HEADERS'],
    secret: true,
    merged: true,
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'kong-admin-token',
    type: 'text',
    value: 'TOKEN',
    describe: "sent as header Kong-Admin-Token, before any other of that name (decK's option)",
    variables: ['DECK_KONG_ADMIN_TOKEN'],
    secret: true,
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'workspace',
    short: 'w',
    type: 'text',
    value: 'NAME',
    describe: 'workspace to work in',
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'parallelism',
    type: 'number',
    value: 'N|auto',
    word: 'auto',
    describe: 'requests in flight at most, reads and writes; auto adapts the number to the gateway',
    default: 10,
    minimum: 1,
    maximum: 1000,
    integer: true,
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'timeout',
    type: 'number',
    value: 'SECONDS',
    describe: 'time for one request',
    default: 30,
    minimum: 0.001,
    maximum: 86_400,
    variables: ['DECK_TIMEOUT'],
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'ca-cert-file',
    type: 'text',
    value: 'PATH',
    describe: "PEM file of the authorities that vouch for the gateway's certificate",
    variables: ['DECK_CA_CERT_FILE'],
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'tls-client-cert-file',
    type: 'text',
    value: 'PATH',
    describe: 'PEM file of the certificate that Keelson shows',
    variables: ['DECK_TLS_CLIENT_CERT_FILE'],
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'tls-client-key-file',
    type: 'text',
    value: 'PATH',
    describe: 'PEM file of its key',
    variables: ['DECK_TLS_CLIENT_KEY_FILE'],
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'tls-server-name',
    type: 'text',
    value: 'NAME',
    describe: "host name expected in the gateway's certificate",
    variables: ['DECK_TLS_SERVER_NAME'],
    perTarget: true,
    group: 'Connection',
  },
  {
    name: 'tls-skip-verify',
    type: 'flag',
    describe: 'take any certificate (anybody on the way can then read and change what is sent)',
    variables: ['DECK_TLS_SKIP_VERIFY'],
    perTarget: true,
    group: 'Connection',
  },
]

const files: readonly Option[] = [
  {
    name: 'state',
    short: 's',
    type: 'list',
    value: 'PATH',
    describe: 'state file, folder, or - for stdin; repeatable, same as naming it without an option',
    group: 'Command',
  },
]

/** What the commands that change a gateway keep of a run. */
export const keeping: readonly Option[] = [
  ...storing,
  ...sealing.filter(({ name }) => name === 'recipient').map((row): Option => ({ ...row, group: 'Backup' })),
]

/** Sets of options that several commands share; each command lists its own beside them. */
export const optionSets = {
  connection,
  inspection,
  review,
  output,
  selection,
  files,
  planning,
  applying,
  keeping,
  sandbox,
  sealing,
} as const

const own: readonly Option[] = [
  {
    name: 'on-failure',
    type: 'text',
    value: 'WHAT',
    describe: 'after a failure: stop, or put back at once what was applied',
    choices: ['stop', 'rollback'],
    default: 'stop',
    perTarget: true,
    group: 'Command',
  },
  {
    name: 'output-file',
    short: 'o',
    type: 'text',
    value: 'PATH',
    describe: 'file to write (mode 0600), or - for stdout',
    group: 'Command',
  },
  { name: 'force', type: 'flag', describe: 'write over a file that Keelson did not write', group: 'Command' },
  {
    name: 'format',
    type: 'text',
    value: 'FORM',
    describe: 'form of the state',
    choices: ['yaml', 'json'],
    default: 'yaml',
    variables: ['DECK_FORMAT'],
    group: 'Command',
  },
  { name: 'with-id', type: 'flag', describe: 'keep the ids', group: 'Command' },
  { name: 'skip-defaults', type: 'flag', describe: 'leave out fields that hold their default', group: 'Command' },
  { name: 'with-ttl', type: 'flag', describe: 'keep the remaining lifetime of credentials', group: 'Command' },
  {
    name: 'skip-unreadable',
    type: 'flag',
    describe: 'leave out the kinds that the token may not read, and say so; without it they are an error',
    group: 'Command',
  },
  {
    name: 'all-workspaces',
    type: 'flag',
    describe: 'every workspace, each by itself; open-source Kong has one, the gateway',
    group: 'Command',
  },
  {
    name: 'prune-workspaces',
    type: 'flag',
    describe: 'with --all-workspaces: delete the workspaces that no file is for',
    group: 'Planning',
  },
  { name: 'online', type: 'flag', describe: 'let the gateway check every entity too', group: 'Command' },
  {
    name: 'gateway-version',
    type: 'text',
    value: 'X.Y',
    describe: 'version of the gateway to check for',
    group: 'Command',
  },
  { name: 'require-env', type: 'flag', describe: 'a variable that is not set is an error', group: 'Command' },
  { name: 'full', type: 'flag', describe: 'also list everything that would change', group: 'Command' },
  {
    name: 'include-rehearsal',
    type: 'flag',
    describe: 'also list what would fail on a copy of the gateway',
    group: 'Command',
  },
  {
    name: 'kind',
    type: 'list',
    value: 'KIND',
    comma: true,
    describe: 'list only what is about this kind of entity; repeatable',
    outside: true,
    group: 'Command',
  },
  {
    name: 'name',
    type: 'list',
    value: 'PATTERN',
    describe: 'list only what is about entities of such a name (rate-*); repeatable',
    outside: true,
    group: 'Command',
  },
  {
    name: 'exit-code',
    aliases: ['non-zero-exit-code'],
    type: 'flag',
    describe: 'exit with 2 when there are changes',
    group: 'Command',
  },
  {
    name: 'keep',
    type: 'number',
    value: 'N',
    describe: 'keep the last N runs of each target',
    minimum: 1,
    integer: true,
    outside: true,
    group: 'Command',
  },
  {
    name: 'older-than',
    type: 'number',
    value: 'DAYS',
    describe: 'only runs that ended so many days ago or earlier',
    minimum: 0,
    outside: true,
    group: 'Command',
  },
  {
    name: 'for',
    type: 'text',
    value: 'COMMAND',
    describe: 'the command that is meant; apply deletes nothing',
    choices: ['sync', 'apply'],
    default: 'sync',
    outside: true,
    group: 'Command',
  },
  {
    name: 'out',
    type: 'text',
    value: 'FILE',
    describe: 'save the plan (mode 0600), to be shown and applied later',
    outside: true,
    group: 'Command',
  },
  {
    name: 'plan',
    type: 'text',
    value: 'FILE',
    describe: 'apply this saved plan if it is still the same, and nothing else',
    outside: true,
    group: 'Command',
  },
  {
    name: 'fingerprint-key-file',
    type: 'text',
    value: 'PATH',
    describe: 'file with the key for fingerprints of secrets in saved plans (or KEELSON_FINGERPRINT_KEY)',
    perTarget: true,
    group: 'Planning',
  },
  {
    name: 'output-dir',
    short: 'o',
    type: 'text',
    value: 'DIR',
    describe: 'folder to write to',
    default: 'kong-schemas',
    group: 'Command',
  },
]

/** Every option there is, each name once; of two rows that share a name, the one that takes more. */
export const options: readonly Option[] = [...Object.values(optionSets).flat(), ...own, ...keyringOptions].filter(
  ({ name }, index, all) => all.findIndex((each) => each.name === name) === index,
)

/**
 * Looks options up by name.
 * @param names names of rows of the table
 * @returns the rows in that order; a name without a row is a defect and raises an error
 */
export function pick(...names: string[]): Option[] {
  return names.map((name) => {
    const row = options.find((each) => each.name === name)
    if (row === undefined) throw new Error(`no option is called ${name}`)
    return row
  })
}
