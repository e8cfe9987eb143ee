/** Names that Windows keeps for itself, and that of the manifest. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|manifest)$/i

/**
 * Gives the name of each workspace's file. What is awkward in a file name is written as in a URL (`%2F`); of names that
 * differ in case only, the capitals are, for not every file system tells them apart.
 * @param workspaces all names
 * @param ending of the files, `yaml`
 * @returns file names by workspace, different also when case does not count
 */
export function workspaceFiles(workspaces: readonly string[], ending: string): Map<string, string> {
  const folded = new Map<string, number>()
  for (const name of workspaces) folded.set(name.toLowerCase(), (folded.get(name.toLowerCase()) ?? 0) + 1)
  const fileOf = (name: string): string => {
    const plain = encoded(name, /[^A-Za-z0-9._~-]/gu)
    const text = (folded.get(name.toLowerCase()) ?? 0) > 1 ? encoded(plain, /(?<!%[0-9A-F]?)[A-Z]/g) : plain
    const start = RESERVED.test(text) || text.startsWith('.') || text.startsWith('-')
    return `${start ? encoded(text, /^./) : text}.${ending}`
  }
  return new Map(workspaces.map((name) => [name, fileOf(name)]))
}

function encoded(text: string, what: RegExp): string {
  return text.replace(what, (found) =>
    [...Buffer.from(found)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
}
