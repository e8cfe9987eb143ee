/** State files of more bytes than this, taken together, get more memory than Node gives on a small machine. */
const LARGE = 100_000_000

/** In MB; 1,400,000 entities in YAML files go through a diff in it. */
const HEAP = 4096

/** Below so many bytes a command is over before the optimizer has earned back what it takes. */
const SMALL = 8_000_000

/**
 * Tells how large a heap a command line needs.
 * @param bytes of the state files that it names
 * @param limit the heap that there is, in MB
 * @returns the heap to start Node with, in MB; undefined when what there is will do
 */
export const heapFor = (bytes: number, limit: number): number | undefined =>
  bytes > LARGE && limit < HEAP ? HEAP : undefined

/**
 * Tells which of V8's own ways do not suit a command that is over within seconds (measured with V8 11, that of Node 20, and left as
 * they are elsewhere).
 * - Marking what is in use bit by bit spares a server long pauses and costs more in all: without it a diff of 140,000 entities takes
 *   a tenth less time and memory.
 * - The optimizer begins early, on other threads: thirty-two times later, 5,000 changes take a third less of the processor.
 * - The optimizer puts functions into those that call them up to a size, and takes longer for it than that gains: with less than half
 *   of that size, a dump and a diff take a twentieth less of the processor.
 * - A heap is looked through when it has grown to fifty times what was in use, in place of four times, or comes near its limit: files
 *   are read first, when nothing is in use yet, and most of what is made of them stays. Checking 36 MB of YAML takes a tenth less
 *   time. Not where files are so large that what does not stay counts.
 * @param bytes of the state files that the command line names; with none, as for a dump, nobody knows how much there is to do
 * @param v8 its version
 * @returns flags to set before anything else is done
 */
export function engineFlags(bytes: number, v8: string): string[] {
  if (!v8.startsWith('11.')) return []
  return ['--no-incremental-marking', '--max-inlined-bytecode-size-cumulative=400', ...flagsFor(bytes)]
}

function flagsFor(bytes: number): string[] {
  if (bytes === 0) return []
  if (bytes < SMALL) return ['--interrupt-budget=2162688']
  return bytes > LARGE ? [] : ['--heap-growing-percent=5000']
}
