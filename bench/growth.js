import { table } from './table.js'
import { middle, timeAll } from './timings.js'

/**
 * Times every work at a tenth of the size and at the size.
 * @param {{size: number, seed: number, mix: string, runs: number, folder: string}} options
 * @returns {Promise<string[]>} texts to print
 */
export async function benchGrowth(options) {
  const small = await timeAll({ ...options, size: Math.round(options.size / 10) })
  const large = await timeAll(options)
  const rows = small.rows.map((row, index) => {
    const [before, after] = [middle(row, 'seconds'), middle(large.rows[index], 'seconds')]
    return [row.name, before.toFixed(2), after.toFixed(2), (after / before).toFixed(1), '≤ 11']
  })
  return [small.about, large.about, table(['work', 'tenth, s', 'whole, s', '×', 'target'], rows)]
}
