import type { Diagnostic, Place, Position } from '../model/diagnostic.ts'
import type { Emit } from '../model/event.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { Target } from '../model/provider.ts'
import type { ApplyOptions, Connection, PlanOptions, Selection } from '../model/settings.ts'

/** What a workflow may take from outside. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>
  stdin(): Promise<Buffer>
}

/** A plan together with what is needed to carry it out. */
export interface Prepared {
  plan: Plan
  target: Target
  workspace?: string
  locate(place: Place): Position
  refresh(): Promise<Prepared | undefined>
  apply(options: ApplyOptions, emit: Emit, signal: AbortSignal): Promise<Outcome>
  close(): Promise<void>
}

/** A row of the table of kinds. */
export type KindRow = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** A local gateway that runs. */
export interface Sandbox {
  address: string
  close(): Promise<void>
}

/** The use cases that commands drive. */
export interface Workflows {
  ping(
    connection: Connection,
    options: { count: boolean },
    emit: Emit,
  ): Promise<{ target: Target; counts?: Record<string, number> }>
  dump(
    connection: Connection,
    options: {
      selection: Selection
      format: 'yaml' | 'json'
      withId: boolean
      skipDefaults: boolean
      withTtl: boolean
    },
    emit: Emit,
    signal: AbortSignal,
  ): Promise<{ text: string; secrets: boolean; counts: Record<string, number>; target: Target }>
  validate(
    options: {
      files: string[]
      online?: Connection
      gatewayVersion?: string
      requireEnv: boolean
      workspace?: string
    },
    io: Io,
    emit: Emit,
  ): Promise<{ diagnostics: Diagnostic[]; locate(place: Place): Position; counts: Record<string, number> }>
  preparePlan(
    connection: Connection,
    options: { files: string[]; plan: PlanOptions; reset?: boolean; show: readonly string[] },
    io: Io,
    emit: Emit,
    signal: AbortSignal,
  ): Promise<Prepared>
  kinds(connection?: Connection): Promise<readonly KindRow[]>
  pullSchemas(connection: Connection, dir: string, emit: Emit): Promise<{ written: string[]; missing: string[] }>
  sandbox(options: { port: number; data?: string; dbless: boolean; rate?: number }): Promise<Sandbox>
}
