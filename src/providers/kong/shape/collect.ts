import type { Sink, WriteRecord } from '../../../model/sink.ts'
import type { Fields, Value } from '../../../model/value.ts'

/** Gives what a record would be written with as a mapping. */
export function collect(write: WriteRecord): Fields {
  const root: Fields = {}
  const records = [root]
  const lists: Value[][] = []
  const here = (): Fields => records.at(-1) ?? root
  const sink: Sink = {
    field: (name, value) => {
      here()[name] = value
    },
    list: (name) => {
      const list: Value[] = []
      here()[name] = list
      lists.push(list)
    },
    record: () => {
      const record: Fields = {}
      lists.at(-1)?.push(record)
      records.push(record)
    },
    endRecord: () => void records.pop(),
    endList: () => void lists.pop(),
  }
  write(sink)
  return root
}
