import { X509Certificate } from 'node:crypto'

const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/**
 * Describes PEM certificates in one line.
 * @param text a field's value
 * @returns subject, expiry (UTC) and SHA-256 fingerprint of the first, with the number of further ones; undefined for any other text
 */
export function certificateText(text: string): string | undefined {
  const blocks = text.match(BLOCK)
  const [first] = blocks ?? []
  if (blocks === null || first === undefined || !text.trimStart().startsWith('-----BEGIN')) return undefined
  const parsed = parse(first)
  if (parsed === undefined) return undefined
  const subject = parsed.subject?.split('\n').join(', ') || '(no subject)'
  const more = blocks.length > 1 ? `, and ${blocks.length - 1} more in the chain` : ''
  return `${subject}, expires ${expiry(parsed)}, SHA-256 ${parsed.fingerprint256}${more}`
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function expiry(certificate: X509Certificate): string {
  const date = new Date(certificate.validTo)
  return Number.isNaN(date.getTime()) ? certificate.validTo : date.toISOString().replace('.000Z', 'Z')
}
