import { extname } from 'node:path'
import { choicesText } from '../../config/option.ts'
import type { Settings } from '../../config/settings.ts'
import type { PrintModes, Report } from '../terminal/print.ts'
import { usage } from './usage.ts'

const FORMS: readonly Report['form'][] = ['json', 'markdown', 'html', 'annotations', 'csv']

const STDOUT = '-'

/** What a file's name says of the form that is meant. */
const BY_NAME: Readonly<Record<string, Report['form']>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.csv': 'csv',
  '.annotations': 'annotations',
}

/**
 * Gathers the options of printing.
 * @param settings the settings in force
 * @returns how to print; without a form, and where there are several files, the name of each says which is meant
 * @throws Refusal (invalid) for a file of which it is not clear what it is to hold
 */
export function printModes(settings: Settings): PrintModes {
  const limit = settings.has('markdown-limit') ? settings.number('markdown-limit') : undefined
  return {
    reports: reportsOf(settings),
    ...(limit !== undefined && { limit }),
    verbose: settings.flag('verbose'),
    quiet: settings.flag('quiet'),
    noColor: settings.flag('no-color'),
  }
}

function reportsOf(settings: Settings): Report[] {
  const form = settings.flag('json-output') ? 'json' : FORMS.find((each) => each === settings.text('output'))
  const files = settings.has('out-file') ? [...new Set(settings.list('out-file'))] : []
  const choices = settings.all.find(({ option }) => option.name === 'output')?.option.choices ?? []
  const isSaid = settings.flag('json-output') || settings.origin('output') !== undefined
  const isPlain = isSaid && form === undefined && files.every((file) => file === STDOUT)
  if (files.length === 0 || isPlain) return form === undefined ? [] : [{ form }]
  if (files.length > 1 && files.includes(STDOUT))
    throw usage('--out-file - is stdout, and goes with no other --out-file', 'name files, or leave it out')
  if (files.length > 1 && isSaid)
    throw usage('with several --out-file each one’s ending says its form', 'leave --output out')
  return files.map((file) => {
    const named = isSaid ? form : BY_NAME[extname(file).toLowerCase()]
    const known = named && choices.includes(named) ? named : refuseForm(settings, choices)
    return file === STDOUT ? { form: known } : { form: known, file }
  })
}

function refuseForm(settings: Settings, choices: readonly string[]): never {
  const from = settings.origin('out-file') ?? 'out-file'
  const forms = choices.includes('csv') ? ['JSON', 'Markdown', 'HTML', 'CSV'] : ['JSON', 'Markdown', 'HTML']
  const values = choicesText(choices.filter((each) => each !== 'text'))
  throw usage(`${from} is for a report in ${choicesText(forms)}`, `add --output ${values}`)
}
