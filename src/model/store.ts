/** A log in a store, for lines that must outlive the process. */
export interface Log {
  /** Adds a line, given without its end. Resolves once it is safe from a crash; calls at the same time share one write (group commit). Lines keep the order of the calls. */
  append(line: string): Promise<void>
  /** Adds a line that nobody waits for: it outlives this process a moment later, and a power cut from the next `append` or `close` on. */
  note(line: string): void
  close(): Promise<void>
}

/** What is written; a large one in pieces, made as they are asked for. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>

/**
 * Where backups, journals and leases are kept: a folder, later an object store. Names are paths with `/`. What is made is whole
 * and safe from a crash when the call resolves. Each call raises a Refusal (failed) when the store cannot be reached.
 */
export interface Store {
  /** What messages call it: `the folder .keelson`. */
  readonly name: string
  /** Only this machine sees it: it guards against no run elsewhere, and goes away with the machine. */
  readonly local: boolean
  /** Names that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>
  read(name: string): Promise<Buffer | undefined>
  /** Makes what is not there yet; false where something of that name is there already. */
  create(name: string, content: Content): Promise<boolean>
  /** Takes the place of what holds `was`; false where it holds something else by now, or nothing. */
  replace(name: string, content: Content, was: Uint8Array): Promise<boolean>
  /** Takes away what holds `was`, or whatever is there; false where it holds something else by now, or nothing. */
  remove(name: string, was?: Uint8Array): Promise<boolean>
  /** Takes away all that is below a name, one after the other; what is left when it is cut off can be taken away again. */
  removeBelow(name: string): Promise<void>
  /** Opens a log, new or to go on with. */
  log(name: string): Promise<Log>
}
