import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const schema = JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true }).compile(schema)

/** What the tests look at in a report. */
export interface Report {
  format_version: string
  command?: string
  status: string
  exit_code: number
  diagnostics: { level: string; code: string; message: string; hint?: string; file?: string; line?: number }[]
  [part: string]: unknown
}

/** Parses stdout as exactly one JSON report and checks it against the schema. Raises an error when it is not. */
export function reportOf(stdout: string): Report {
  const report = JSON.parse(stdout)
  if (!validate(report)) throw new Error(JSON.stringify(validate.errors, null, 2))
  return report as Report
}
