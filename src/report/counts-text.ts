/**
 * Says how many entities there are.
 * @param counts how many of each kind
 * @returns `1 entity`, `12 entities`
 */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return `${total} ${total === 1 ? 'entity' : 'entities'}`
}
