/** One file that a name has, or had: what stands under a name is never changed in place, the next generation takes over. */
export interface Generation {
  name: string
  /** 0 for the first one, which has the bare name. A later one without content says that the name is gone. */
  number: number
}

const PATTERN = /^(.+?)(?:\.~([1-9]\d*))?$/

/** Reads the name of a file in a store: `x`, or `x.~3` for what its third change made. */
export function generationOf(file: string): Generation {
  const [, name = file, number = '0'] = PATTERN.exec(file) ?? []
  return { name, number: Number(number) }
}

/** The file of a generation. */
export function fileOf({ name, number }: Generation): string {
  return number === 0 ? name : `${name}.~${number}`
}

/** The last generation of each name among files of one folder. */
export function lastGenerations(files: readonly string[]): Map<string, Generation> {
  const last = new Map<string, Generation>()
  for (const each of files.map(generationOf)) {
    const known = last.get(each.name)
    if (known === undefined || known.number < each.number) last.set(each.name, each)
  }
  return last
}
