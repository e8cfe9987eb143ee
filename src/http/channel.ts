import { type Answer, createAnswerParser, type Received } from './answer-parser.ts'
import { ExchangeError } from './exchange-error.ts'
import type { Connect } from './open-socket.ts'

/** Takes the answer or, where there is none, the error. */
type Done = (error: Error | undefined, answer?: Answer) => void

/** A connection that carries one request after another, never two at a time. */
export interface Channel {
  /**
   * Sends a request, once the connection is there; `done` is called once, and never before `send` is over. Where there is no whole
   * answer after so many milliseconds, the connection ends with KEELSON_TIMEOUT; until then the process is kept alive.
   */
  send(request: string | Buffer, timeout: number, done: Done): void
  /** Ends the connection, and with this error the exchange that is under way. */
  end(error: Error): void
}

/** Who is told when a channel is free for the next request, and for how many milliseconds, and when it is gone. */
export interface Home {
  onFree(channel: Channel, keepFor: number): void
  onGone(channel: Channel): void
}

/** Opens a connection. What comes over it that nobody asked for ends it. */
export function openChannel(connect: Connect, home: Home): Channel {
  const parser = createAnswerParser()
  /** What waits for an answer. */
  let waiting: Done | undefined
  /** What is sent as soon as the connection is there. */
  let first: string | Buffer | undefined
  let open = false
  let gone = false
  /** Set anew for each exchange, since that costs less than another one; it may ring while nothing waits. */
  let clock: Clock | undefined

  const onRing = (): void => {
    if (waiting !== undefined) end(new ExchangeError('KEELSON_TIMEOUT'))
  }

  const end = (error: Error): void => {
    if (gone) return
    gone = true
    clearTimeout(clock?.timer)
    wire.end()
    home.onGone(channel)
    waiting?.(error)
    waiting = undefined
  }
  const receive = (read: () => Received | undefined): void => {
    try {
      if (waiting === undefined) throw closed()
      const received = read()
      if (received !== undefined) settle(waiting, received)
    } catch (error) {
      end(error as Error)
    }
  }
  const settle = (done: Done, { answer, keepFor }: Received): void => {
    waiting = undefined
    clock?.timer.unref()
    if (keepFor > 0) home.onFree(channel, keepFor)
    else end(closed())
    done(undefined, answer)
  }
  const channel: Channel = {
    send(request, timeout, done) {
      waiting = done
      clock = setClock(clock, onRing, timeout)
      if (open) wire.write(request)
      else first = request
    },
    end,
  }
  const wire = connect({
    onOpen() {
      open = true
      if (first !== undefined) wire.write(first)
      first = undefined
    },
    onBytes: (bytes) => receive(() => parser.push(bytes)),
    onEnd: () => receive(parser.end),
    onClose: (error = closed()) => end(error),
  })
  return channel
}

interface Clock {
  timer: NodeJS.Timeout
  timeout: number
}

function setClock(clock: Clock | undefined, onRing: () => void, timeout: number): Clock {
  if (clock?.timeout !== timeout) {
    clearTimeout(clock?.timer)
    return { timer: setTimeout(onRing, timeout), timeout }
  }
  clock.timer.refresh().ref()
  return clock
}

const closed = (): ExchangeError => new ExchangeError('KEELSON_CLOSED')
