import { type Bytes, putStamp, putText, type Stamp, stampOf } from './bytes.ts'

/** So many names are known by heart at each depth; longer ones than this are not. */
const MOST = 1000
const LONGEST = 100

/** Writes the beginning of a field at a depth: its name and what stands around that. */
export type PutName = (bytes: Bytes, depth: number, name: string) => void

/** Names come again and again: gives what writes them as `textOf` says, which is asked once for each at each depth. */
export function nameStamps(textOf: (depth: number, name: string) => string): PutName {
  const byDepth: Map<string, Stamp>[] = []
  const make = (bytes: Bytes, depth: number, name: string, known: Map<string, Stamp>): void => {
    const text = textOf(depth, name)
    const stamp = known.size < MOST && name.length < LONGEST ? stampOf(text) : undefined
    if (stamp) known.set(name, stamp)
    putText(bytes, text)
  }
  return (bytes, depth, name) => {
    while (byDepth.length <= depth) byDepth.push(new Map())
    const known = byDepth[depth]
    const stamp = known?.get(name)
    if (stamp) putStamp(bytes, stamp)
    else if (known) make(bytes, depth, name, known)
  }
}

/** Likewise for what depends on the depth alone. */
export function depthStamps(textOf: (depth: number) => string): (bytes: Bytes, depth: number) => void {
  const byDepth: (Stamp | undefined)[] = []
  return (bytes, depth) => {
    while (byDepth.length <= depth) byDepth.push(stampOf(textOf(byDepth.length)))
    const stamp = byDepth[depth]
    if (stamp) putStamp(bytes, stamp)
  }
}
