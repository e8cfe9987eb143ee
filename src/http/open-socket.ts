import { connect, type Socket } from 'node:net'
import type { Secure } from './secure-socket.ts'

/** What hears of a socket. The bytes are the socket's again after the call. */
export interface Ears {
  onOpen(): void
  onBytes(bytes: Buffer): void
  /** The other side sends no more. */
  onEnd(): void
  /** It is over; without an error the other side went away, or we did. */
  onClose(error: Error | undefined): void
}

/** Opens a connection to the one place it is for. Raises what Node raises for options that cannot be used. */
export type Connect = (ears: Ears) => Wire

/** A connection as its user sees it. */
export interface Wire {
  /** To be called once it is open. One character of a text is one byte. */
  write(bytes: string | Buffer): void
  /** Ends it at once. */
  end(): void
}

/** Where a connection leads. */
export interface Place {
  host: string
  port: number
  /** Absent for what is not secured. */
  secure?: Secure
}

/** Bytes that are read at once at most. */
const AT_ONCE = 64 * 1024

/** So many milliseconds without a word, and the system asks whether the other side is still there. */
const STILL_THERE = 60_000

/** What an address stands for. */
export function placeOf({ hostname, port, protocol }: URL, secure: Secure): Place {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return protocol === 'https:' ? { host, port: Number(port || 443), secure } : { host, port: Number(port || 80) }
}

/** Connects to a place itself. */
export const directly =
  (place: Place): Connect =>
  (ears) =>
    wireTo(openSocket(place, ears))

/**
 * Opens a socket. What comes is read into one buffer over and over: no stream and no new buffer for every few hundred bytes.
 * An open socket by itself does not keep the process alive: whoever waits for an answer has a timer.
 */
export function openSocket({ host, port, secure }: Place, ears: Ears): Socket {
  const buffer = Buffer.allocUnsafeSlow(AT_ONCE)
  const callback = (bytes: number): boolean => {
    ears.onBytes(buffer.subarray(0, bytes))
    return true
  }
  const how = { host, port, onread: { buffer, callback } }
  return secure === undefined ? attend(connect(how), 'connect', ears) : attend(secure(how), 'secureConnect', ears)
}

/** Tells ears what becomes of a socket, bytes left out. */
export function attend(socket: Socket, opened: 'connect' | 'secureConnect', ears: Omit<Ears, 'onBytes'>): Socket {
  let failure: Error | undefined
  return socket
    .setNoDelay(true)
    .setKeepAlive(true, STILL_THERE)
    .once(opened, () => {
      socket.unref()
      ears.onOpen()
    })
    .on('error', (error) => {
      failure ??= error
    })
    .on('end', ears.onEnd)
    .on('close', () => ears.onClose(failure))
}

/** Makes a wire of a socket. */
export const wireTo = (socket: Socket): Wire => ({
  write: (bytes) => {
    socket.write(bytes, 'latin1')
  },
  end: () => {
    socket.destroy()
  },
})
