import type { JournalLine } from '../../src/model/run.ts'
import type { Log } from '../../src/model/store.ts'

/** A log in memory. */
export class MemoryLog implements Log {
  readonly lines: string[] = []
  /** Called before a line is safe. */
  before: (line: JournalLine) => Promise<void> | void = () => undefined

  async append(line: string): Promise<void> {
    await this.before(JSON.parse(line))
    this.lines.push(line)
  }

  note(line: string): void {
    this.append(line).catch(() => undefined)
  }

  async close(): Promise<void> {}

  get text(): string {
    return this.lines.map((line) => `${line}\n`).join('')
  }
}
