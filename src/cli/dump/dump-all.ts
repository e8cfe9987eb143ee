import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { connectionOf } from '../../config/connection.ts'
import type { ManifestEntry } from '../../model/manifest.ts'
import { countsText } from '../../report/counts-text.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Part } from '../../report/plan-json.ts'
import { diagnosticJson } from '../../report/report-json.ts'
import { inWorkspace } from '../../report/workspaces-text.ts'
import type { Dump, DumpOptions } from '../../workflow/dump/dump.ts'
import type { DumpAll, WorkspaceDump } from '../../workflow/dump/dump-all.ts'
import { workspaceFiles } from '../../workflow/runs/workspace-files.ts'
import type { Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { exitOfAll } from '../change/apply-exit.ts'
import { checkFile, writeFile } from '../files/write-file.ts'
import { openDumpFolder, writeDumpFolder } from '../files/write-folder.ts'
import type { Exit } from '../terminal/exit.ts'
import { outcomeOfError } from '../terminal/outcome-of-error.ts'
import { version } from '../version.ts'
import { noteRefused } from './note-refused.ts'

/** One workspace's part of a dump. */
interface DumpPart extends WorkspaceDump {
  exit: Exit
  diagnostics: readonly Located[]
  file?: string
}

/**
 * Dumps all workspaces: into a folder with a file for each, into one file, or to stdout.
 * @param context the command's context
 * @param options what the dumps are to hold
 * @returns the result with a part for each workspace; undefined for a gateway without workspaces and no folder named, whose
 * dump is like any other
 */
export async function dumpAllWorkspaces(context: Context, options: DumpOptions): Promise<Result | undefined> {
  const { settings, world, emit, interrupt } = context
  const given = settings.text('output-file')
  const folder = given === undefined ? world.cwd : await folderOf(given)
  if (folder === undefined && options.format === 'json')
    throw usage('JSON holds one document, and this is one for each workspace', 'name a folder with -o, or take YAML')
  if (folder === undefined && given !== undefined && given !== '-') await checkFile(given, settings.flag('force'))
  const all = await interrupt.guard(world.workflows.dumpAll(connectionOf(settings), options, emit, interrupt.signal))
  try {
    if (!all.named && (folder === undefined || given === undefined)) return undefined
    const ended =
      folder === undefined ? await toOne(context, all, given ?? '-') : await toFolder(context, all, folder, options)
    return { ...ended, target: all.target }
  } finally {
    await all.close()
  }
}

/** A folder is what is one, and what has no ending or one of a path: `backup`, `backup/`. */
async function folderOf(path: string): Promise<string | undefined> {
  if (path === '-') return undefined
  const found = await stat(path).catch(() => undefined)
  if (found) return found.isDirectory() ? path : undefined
  return path.endsWith('/') || extname(path) === '' ? path : undefined
}

async function toFolder(context: Context, all: DumpAll, path: string, { format }: DumpOptions): Promise<Result> {
  const names = workspaceFiles(all.workspaces, format)
  const folder = await openDumpFolder(path, names.values(), context.settings.flag('force'))
  const parts = (await read(context, all, true)).map((part) => ({ ...part, file: names.get(part.workspace) ?? '' }))
  const whole = parts.flatMap(({ dump, ...rest }) => (dump ? [{ ...rest, dump }] : []))
  const failed = new Set(parts.filter(({ dump }) => dump === undefined).map(({ workspace }) => workspace))
  const isKept = ({ workspace }: ManifestEntry): boolean => workspace !== undefined && failed.has(workspace)
  const kept = folder.entries.filter(isKept)
  const written = new Set(whole.map(({ file }) => file))
  const gone = folder.entries.filter((entry) => !isKept(entry) && !written.has(entry.file)).map(({ file }) => file)
  if (whole.length > 0) {
    const files = whole.map(({ file, dump }) => ({ name: file, pieces: dump.pieces() }))
    await writeDumpFolder(folder, files, gone, async (sums) => {
      const entries = whole.map(({ file, workspace, dump }) => {
        const refused = dump.refused && { refused: dump.refused }
        return { file, workspace, sha256: sums.get(file) ?? '', counts: dump.counts, ...refused }
      })
      return all.manifest(await version(), new Date(), entries, kept)
    })
  }
  for (const each of whole) await context.print.note(`${countsText(each.dump.counts)} written to ${each.file}\n`)
  for (const file of gone) await context.print.note(`${file} removed; its workspace is gone\n`)
  return {
    exit: exitOfAll(parts.map(({ exit }) => exit)),
    parts: report(parts, format, whole.length > 0 ? { folder: path } : undefined),
  }
}

async function toOne(context: Context, all: DumpAll, file: string): Promise<Result> {
  const parts = await read(context, all, false)
  const dumps = parts.flatMap(({ dump }) => dump ?? [])
  if (dumps.length < parts.length) {
    await context.print.problem('Nothing was written: one file would not tell that a workspace is missing\n')
    return { exit: 'failed', parts: report(parts, 'yaml') }
  }
  if (file === '-') for (const piece of joined(dumps)) await context.print.result(piece.toString())
  else {
    await writeFile(file, joined(dumps))
    await context.print.note(
      `${all.workspaces.length} workspaces with ${countsText(addedUp(dumps))} written to ${file}\n`,
    )
  }
  const text = file === '-' && context.print.json ? { text: Array.from(joined(dumps), String).join('') } : {}
  return { exit: 'done', parts: report(parts, 'yaml', file === '-' ? text : { file }) }
}

/** One YAML document for each workspace. */
function* joined(dumps: readonly { head: string; body(): Iterable<Buffer> }[]): Generator<Buffer> {
  for (const [index, { head, body }] of dumps.entries()) {
    yield Buffer.from(index === 0 ? head : '---\n')
    yield* body()
  }
}

async function read(context: Context, all: DumpAll, manifest: boolean): Promise<DumpPart[]> {
  const { interrupt, print } = context
  const dumps = await interrupt.guard(all.read({ manifest }))
  context.quiet()
  const parts: DumpPart[] = []
  for (const each of dumps) {
    if (each.dump) {
      await noteRefused(context, each.dump, each.workspace)
      parts.push({ ...each, exit: 'done', diagnostics: [] })
    } else {
      const { exit, diagnostics } = outcomeOfError(each.error, interrupt)
      const found = located(diagnostics)
      await print.problem(diagnosticsText(inWorkspace(found, each.workspace), print.colour.stderr))
      parts.push({ ...each, exit, diagnostics: found })
    }
  }
  return parts
}

/** What was written where, and each workspace by itself; nothing was written without a `where`. */
function report(parts: readonly DumpPart[], format: string, where?: Part): Part {
  const workspaces = parts.map(({ workspace, exit, diagnostics, dump, file }) => ({
    workspace,
    status: exit,
    diagnostics: diagnostics.map(diagnosticJson),
    ...(dump && { counts: { ...dump.counts } }),
    ...(dump && file !== undefined && { file }),
  }))
  if (where === undefined) return { workspaces }
  const dumps = parts.flatMap(({ dump }) => dump ?? [])
  const secrets = dumps.some((dump) => dump.secrets)
  return { dump: { counts: addedUp(dumps), secrets, format, ...where }, workspaces }
}

function addedUp(dumps: readonly Pick<Dump, 'counts'>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const { counts } of dumps)
    for (const [kind, count] of Object.entries(counts)) total[kind] = (total[kind] ?? 0) + count
  return total
}
