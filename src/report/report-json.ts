import type { Target } from '../model/provider.ts'
import { clusterOf } from '../model/same-target.ts'
import type { SavedDiagnostic } from '../model/saved-plan.ts'
import { openJson } from '../model/unseen.ts'
import type { Located } from './diagnostics-text.ts'
import type { Part } from './plan-json.ts'

/** The version of the JSON report; the part before the dot changes when a reader must change. */
const FORMAT_VERSION = '1.0'

/** What every JSON report says; the parts differ by command. */
export interface ReportParts {
  /** Absent when the command line was not understood. */
  command?: string
  status: string
  exitCode: number
  target?: Target
  workspace?: string
  diagnostics: readonly Located[]
  parts?: Part
}

/**
 * Writes the JSON report, described by schemas/report.schema.json.
 * @param report what to say
 * @returns one JSON document that ends with an end of line
 */
export function reportJson(report: ReportParts): string {
  const document: Part = {
    format_version: FORMAT_VERSION,
    ...(report.command !== undefined && { command: report.command }),
    status: report.status,
    exit_code: report.exitCode,
    ...(report.target !== undefined && { target: targetJson(report.target) }),
    ...(report.workspace !== undefined && { workspace: report.workspace }),
    diagnostics: report.diagnostics.map(diagnosticJson),
    ...report.parts,
  }
  return `${openJson(JSON.stringify(document, null, 2))}\n`
}

function targetJson(target: Target): Part {
  const { product, version, edition, database, identity, address } = target
  return { product, version, edition, database, identity, address, ...clusterOf(target) }
}

/** Gives a diagnostic as data for the JSON report. */
export function diagnosticJson(each: Located): SavedDiagnostic {
  const { level, code, message, hint, file, line, column, path } = each
  return {
    level,
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(path !== undefined && { path }),
  }
}
