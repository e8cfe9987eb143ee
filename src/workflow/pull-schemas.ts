import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Emit } from '../model/event.ts'
import type { Connection } from '../model/settings.ts'
import { provider } from '../providers/index.ts'

/** Writes the schemas of a live controller below a folder. Gives the files written and the names that it does not have. */
export async function pullSchemas(
  connection: Connection,
  folder: string,
  emit: Emit,
): Promise<{ written: string[]; missing: string[] }> {
  const { connect } = await provider(connection.provider)
  const session = await connect(connection, { emit })
  try {
    return await session.pullSchemas(async (name, text) => {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    })
  } finally {
    await session.close()
  }
}
