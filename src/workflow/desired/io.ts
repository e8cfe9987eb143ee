/** What a workflow takes from the process that runs it. */
export interface Io {
  /** Environment variables, for placeholders of state files. */
  env: Readonly<Record<string, string | undefined>>
  /** All of standard input. */
  stdin(): Promise<Buffer>
}
