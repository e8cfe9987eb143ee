/**
 * Makes a function that waits until the event loop has looked for what else has come in; several that wait go on one for each look. What takes
 * long, as parsing a page does, then holds up no answer that is there already, and no request that can be sent.
 */
export function breather(): () => Promise<void> {
  let last = Promise.resolve()
  return () => {
    last = last.then(() => new Promise((resolve) => void setImmediate(resolve)))
    return last
  }
}
