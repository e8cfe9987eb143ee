import { randomBytes } from 'node:crypto'

/** A body, and what it is. */
export interface Encoded {
  body: string
  contentType: string
}

/** Writes texts as a multipart form, each as a part of its own (RFC 7578). */
export function multipart(fields: Readonly<Record<string, string>>): Encoded {
  const boundary = `keelson-${randomBytes(16).toString('hex')}`
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { body: `${parts.join('')}--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` }
}
