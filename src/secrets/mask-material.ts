import { MASK } from '../model/secret.ts'

/** A PEM block, whole or cut off, or a run of base64 or hex that is longer than any id; names in small letters are none. */
const MATERIAL = /-----BEGIN [\s\S]*?(?:-----END [^-]*-----|$)|(?![a-z_-]+(?![\w+/=-]))[\w+/=-]{20,}/g

/** Hides whatever may be key material in a text that somebody else wrote. */
export const maskMaterial = (text: string): string => text.replace(MATERIAL, MASK)
