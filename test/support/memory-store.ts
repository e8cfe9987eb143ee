import { problem, Refusal } from '../../src/model/diagnostic.ts'
import type { Content, Log, Store } from '../../src/model/store.ts'

/** A store in memory, which can be made to fail. */
export class MemoryStore implements Store {
  readonly name = 'the memory'
  readonly local = true
  readonly files = new Map<string, Buffer>()
  /** Names that were written, in order. */
  readonly written: string[] = []
  /** Why it cannot be reached. */
  down: string | undefined
  /** Called before something is written. */
  before: (name: string) => void = () => undefined

  async list(prefix: string): Promise<string[]> {
    this.#reach()
    return [...this.files.keys()].filter((name) => name.startsWith(prefix)).sort()
  }

  async read(name: string): Promise<Buffer | undefined> {
    this.#reach()
    return this.files.get(name)
  }

  async create(name: string, content: Content): Promise<boolean> {
    this.#reach()
    return !this.files.has(name) && this.#put(name, content)
  }

  async replace(name: string, content: Content, was: Uint8Array): Promise<boolean> {
    this.#reach()
    return this.files.get(name)?.equals(was) === true && this.#put(name, content)
  }

  async remove(name: string, was?: Uint8Array): Promise<boolean> {
    this.#reach()
    return (was === undefined || this.files.get(name)?.equals(was) === true) && this.files.delete(name)
  }

  async removeBelow(name: string): Promise<void> {
    for (const each of await this.list(`${name}/`)) await this.remove(each)
  }

  async log(name: string): Promise<Log> {
    await this.create(name, '')
    const append = async (line: string): Promise<void> => {
      this.#reach()
      this.#put(name, Buffer.concat([this.files.get(name) ?? Buffer.alloc(0), Buffer.from(`${line}\n`)]))
    }
    const note = (line: string) => void append(line).catch(() => undefined)
    return { append, note, close: async () => undefined }
  }

  #put(name: string, content: Content): boolean {
    this.before(name)
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content
    this.files.set(name, Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece))))
    this.written.push(name)
    return true
  }

  #reach(): void {
    if (this.down !== undefined) throw new Refusal('failed', [problem('cannot-write', this.down)])
  }
}
