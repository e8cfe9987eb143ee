import type { Option } from './option.ts'

/** The form of the report, in all the forms there are. */
const every: Option = {
  name: 'output',
  type: 'text',
  value: 'FORM',
  describe: 'form of the report; json is one document, the others are for reviewers',
  choices: ['text', 'json', 'markdown', 'html', 'annotations', 'csv'],
  default: 'text',
  group: 'Output',
}

const plain: readonly string[] = ['text', 'json']

const form: Option = {
  ...every,
  describe: 'form of the report; json is one document, the others are for reviewers of a plan',
  choices: every.choices?.filter((each) => each !== 'csv') ?? [],
  elsewhere: ['csv'],
}

// A variable that is set for a whole pipeline must not stop the commands in it that plan nothing.
const narrow: Option = {
  ...every,
  describe: 'form of the report; json is one document',
  choices: plain,
  elsewhere: every.choices?.filter((each) => !plain.includes(each)) ?? [],
}

const outFile: Option = {
  name: 'out-file',
  type: 'list',
  value: 'PATH',
  describe:
    'file for the report (mode 0600); stdout then has the text as ever; repeatable, each in the form that its ending says',
  group: 'Output',
}

const limit: Option = {
  name: 'markdown-limit',
  type: 'number',
  value: 'N',
  describe: 'characters of a report in Markdown; what has no room is cut and counted',
  default: 60_000,
  minimum: 10_000,
  integer: true,
  group: 'Output',
}

const rest: readonly Option[] = [
  { name: 'json-output', type: 'flag', describe: "same as --output json (decK's option)", group: 'Output' },
  { name: 'no-color', type: 'flag', describe: 'no colours', variables: ['DECK_NO_COLOR'], group: 'Output' },
  {
    name: 'quiet',
    aliases: ['silence-events'],
    type: 'flag',
    describe: 'no progress and no remarks on stderr',
    group: 'Output',
  },
  {
    name: 'verbose',
    type: 'flag',
    describe: 'more detail: settings and their sources, requests, whole entities',
    group: 'Output',
  },
  {
    name: 'config',
    type: 'text',
    value: 'PATH',
    describe: 'configuration file, instead of keelson.yaml in this folder or one above it',
    outside: true,
    group: 'Output',
  },
]

/** What is printed, by a command that has a plan to show. */
export const review: readonly Option[] = [form, outFile, limit, ...rest]

/** What is printed, by a command that looks for inconsistencies. */
export const inspection: readonly Option[] = [every, outFile, limit, ...rest]

/** What is printed, by any other command. */
export const output: readonly Option[] = [narrow, ...rest]
