const COUNT = 18 + 4 * 256

let words: Int32Array | undefined

/**
 * The first 1042 32-bit words of the fraction of pi, which are Blowfish's tables (Schneier 1993): computed when first
 * needed, by Machin's formula, since a table would be as long and could hold an error.
 */
export function piWords(): Int32Array {
  words ??= compute()
  return words
}

function compute(): Int32Array {
  const bits = BigInt(COUNT * 32)
  const guard = 64n
  const one = 1n << (bits + guard)
  const pi = 4n * (4n * arctanOfInverse(5n, one) - arctanOfInverse(239n, one))
  const digits = ((pi & (one - 1n)) >> guard).toString(16).padStart(COUNT * 8, '0')
  return Int32Array.from({ length: COUNT }, (_, index) => Number.parseInt(digits.slice(index * 8, index * 8 + 8), 16))
}

/** arctan(1/x) as a multiple of `one`, by its series. */
function arctanOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x
  let sum = power
  for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
    power /= x * x
    sum += (sign * power) / n
  }
  return sum
}
