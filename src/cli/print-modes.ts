import { extname } from 'node:path'
import type { Settings } from '../config/settings.ts'
import type { Form, PrintModes } from './print.ts'
import { usage } from './usage.ts'

const FORMS: readonly Form[] = ['text', 'json', 'markdown', 'html']

/** What a file's name says of the form that is meant. */
const BY_NAME: Readonly<Record<string, Form>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
}

/**
 * Gathers the options of printing.
 * @param settings the settings in force
 * @returns how to print; without a form, the name of the file says which is meant
 * @throws Refusal (invalid) for a file of which it is not clear what it is to hold
 */
export function printModes(settings: Settings): PrintModes {
  const file = fileOf(settings)
  const form = formOf(settings, file)
  if (file !== undefined && form === 'text') {
    const from = settings.origin('out-file') ?? 'out-file'
    throw usage(`${from} is for a report in JSON, Markdown or HTML`, 'add --output json, markdown or html')
  }
  return {
    form,
    ...(file !== undefined && { file }),
    verbose: settings.flag('verbose'),
    quiet: settings.flag('quiet'),
    noColor: settings.flag('no-color'),
  }
}

function fileOf(settings: Settings): string | undefined {
  const file = settings.has('out-file') ? settings.text('out-file') : undefined
  return file === '-' ? undefined : file
}

function formOf(settings: Settings, file: string | undefined): Form {
  if (settings.flag('json-output')) return 'json'
  const meant = file === undefined ? undefined : BY_NAME[extname(file).toLowerCase()]
  if (meant !== undefined && settings.origin('output') === undefined) return meant
  return FORMS.find((each) => each === settings.text('output')) ?? 'text'
}
