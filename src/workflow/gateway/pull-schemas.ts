import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolders } from '../../backups/make-folders.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Emit } from '../../model/event.ts'
import type { Connection } from '../../model/settings.ts'
import { writeReason } from '../../model/write-reason.ts'
import { provider } from '../../providers/index.ts'

/**
 * Writes the schemas of a live controller below a folder. Gives the files written and the names that it does not have. Raises a
 * Failure when the controller cannot be read, a Refusal (failed) when a file cannot be written.
 */
export async function pullSchemas(
  connection: Connection,
  folder: string,
  emit: Emit,
): Promise<{ written: string[]; missing: string[] }> {
  const { connect } = await provider(connection.provider)
  const session = await connect(connection, { emit })
  try {
    return await session.pullSchemas(async (name, text) => {
      await save(join(folder, name), text)
    })
  } finally {
    await session.close()
  }
}

async function save(path: string, text: string): Promise<void> {
  try {
    await makeFolders(dirname(path))
    await writeFile(path, text)
  } catch (error) {
    const reason = writeReason(error as NodeJS.ErrnoException)
    throw new Refusal('failed', [problem('cannot-write', `cannot write ${path}: ${reason}`)])
  }
}
