import { Refusal } from '../../src/model/diagnostic.ts'
import type { Emit } from '../../src/model/event.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { ApplyOptions, Limits, PlanOptions, Selection } from '../../src/model/settings.ts'
import type { Parallelism } from '../../src/model/window.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/kong/server.ts'
import { type Dump, dump } from '../../src/workflow/dump/dump.ts'
import { type Prepared, preparePlan } from '../../src/workflow/plan/prepare-plan.ts'

/** Guards that let everything pass but what is taken along unseen. */
const open: Limits = {
  deletePercent: 100,
  deleteCount: 1e9,
  deleteAllFrom: 1e9,
  allowEmpty: true,
  prune: true,
  cascade: false,
}

/** What a test may ask of a plan. */
export interface Asked {
  selection?: Partial<Selection>
  mode?: PlanOptions['mode']
  ignoreIds?: boolean
  limits?: Partial<Limits>
  reset?: boolean
  strict?: boolean
  emit?: Emit
  /** Files in place of a text. */
  files?: string[]
  parallelism?: Parallelism
  env?: Record<string, string>
}

/** A gateway of a test's own, spoken to in state files. */
export class TestGateway {
  readonly sandbox: Sandbox

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
  }

  connection() {
    return { provider: 'kong', addr: this.sandbox.url, headers: {}, parallelism: 8, timeout: 10, tls: {} } as const
  }

  /** One request to the Admin API, behind Keelson's back. */
  async request(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, never> }> {
    const sent = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const answer = await fetch(this.sandbox.url + path, { method, ...sent })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
  }

  /** The id of what was made by a request. */
  async make(path: string, body: object): Promise<string> {
    const { status, body: made } = await this.request('POST', path, body)
    if (status !== 201) throw new Error(JSON.stringify(made))
    return String(made.id)
  }

  /** Entities as the Admin API lists them. */
  async list(path: string): Promise<Record<string, unknown>[]> {
    return (await this.request('GET', `${path}?size=1000`)).body.data as unknown as Record<string, unknown>[]
  }

  prepare(text: string, asked: Asked = {}): Promise<Prepared> {
    const selection = { tags: [], only: [], exclude: [], ...asked.selection }
    const limits = { ...open, ...asked.limits }
    const { strict = false, ignoreIds = false } = asked
    const plan = { mode: asked.mode ?? 'sync', selection, ignoreIds, strict, limits }
    const reset = asked.reset === true && { reset: true }
    const io = { env: asked.env ?? {}, stdin: async () => Buffer.from(`_format_version: "3.0"\n${text}`) }
    const connection = { ...this.connection(), parallelism: asked.parallelism ?? 8 }
    return preparePlan(
      connection,
      { files: reset ? [] : (asked.files ?? ['-']), plan, show: [], ...reset },
      io,
      asked.emit ?? (() => undefined),
    )
  }

  /** The plan's lines, or what is said against it. */
  async plan(text: string, asked: Asked = {}): Promise<string[]> {
    try {
      const prepared = await this.prepare(text, asked)
      await prepared.close()
      if (prepared.refusals.length > 0) return prepared.refusals.map(({ code, message }) => `${code}: ${message}`)
      return prepared.plan.changes.map(({ id, takenBy }) => (takenBy === undefined ? id : `${id} (${takenBy})`))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.diagnostics.map(({ code, message }) => `${code}: ${message}`)
    }
  }

  /** Plans and applies. */
  async sync(
    text: string,
    asked: Asked & Partial<ApplyOptions> & { signal?: AbortSignal } = {},
  ): Promise<{ plan: Plan; outcome: Outcome }> {
    const prepared = await this.prepare(text, asked)
    const options = { failFast: false, deleteDespiteFailures: false, ...asked }
    try {
      if (prepared.refusals.length > 0) throw new Refusal('refused', prepared.refusals)
      return { plan: prepared.plan, outcome: await prepared.apply(options, () => undefined, asked.signal) }
    } finally {
      await prepared.close()
    }
  }

  /** Applies what must succeed; gives the steps. */
  async must(text: string, asked: Asked = {}): Promise<string[]> {
    const { plan, outcome } = await this.sync(text, asked)
    const bad = [...outcome.results].filter(([, { state }]) => state !== 'done')
    if (bad.length > 0) throw new Error(JSON.stringify(bad))
    return plan.steps.map(({ id }) => id)
  }

  /** A dump as it is. */
  dumpWhole(selection: Partial<Selection> = {}): Promise<Dump> {
    const all = { tags: [], only: [], exclude: [], ...selection }
    const options = { selection: all, format: 'yaml', withId: false, skipDefaults: false, withTtl: false } as const
    return dump(this.connection(), options, () => undefined)
  }

  /** The sections of a dump. */
  async dump(selection: Partial<Selection> = {}): Promise<string> {
    const { text } = await this.dumpWhole(selection)
    return text.replace(/^(#.*\n)*_format_version.*\n/, '')
  }
}

/** Runs a test with an empty gateway of its own. */
export async function withGateway(
  work: (gateway: TestGateway) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, ...options })
  try {
    await work(new TestGateway(sandbox))
  } finally {
    await sandbox.close()
  }
}
