/** Placeholder until the checker is written: accepts all. */
export function luaSyntaxFault(_source: string): string | undefined {
  return undefined
}
