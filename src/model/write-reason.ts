/** Error codes of the operating system (errno), with what they mean to who wants to write. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left',
  EFBIG: 'it would be larger than allowed',
  EDQUOT: 'the quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EISDIR: 'it is a folder',
  EEXIST: 'a file stands where a folder is needed',
}

/**
 * Says why something could not be written.
 * @param error what the operating system raised
 * @returns the reason, to stand after `cannot write X: `
 */
export function writeReason(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ''] ?? error.message
}
