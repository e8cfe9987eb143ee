import { writeReason } from './write-reason.ts'

/**
 * Says why something could not be read.
 * @param error what the operating system raised
 * @returns the reason, to stand after `cannot read X: `
 */
export function readReason(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? 'it does not exist' : writeReason(error)
}
