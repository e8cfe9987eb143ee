import type { Socket } from 'node:net'
import { checkStart, noHttp, parseAnswerHead } from './answer-head.ts'
import { ExchangeError } from './exchange-error.ts'
import { attend, type Connect, type Ears, openSocket, type Place, wireTo } from './open-socket.ts'
import { ProxyError } from './proxy-error.ts'
import type { Secure } from './secure-socket.ts'

/** A proxy that is asked for tunnels. */
export interface TunnelProxy {
  /** Its address, without user name and password. */
  name: string
  place: Place
  /** Lines of fields that it is sent. */
  fields: string
}

/** The longest answer of a proxy that is waited for, in bytes. */
const LONGEST = 16 * 1024

/**
 * Connects to a place through a proxy, by CONNECT (RFC 9110, section 9.3.6). Where the proxy does not make the tunnel, the
 * wire ends with a ProxyError.
 */
export function tunnelTo(place: Place, proxy: TunnelProxy): Connect {
  return (ears) => {
    let top: Socket
    /** Whoever hears what the proxy sends: until there is a tunnel that is us. */
    let hearing: Ears
    const secureInner = (secure: Secure): void => {
      const inner = attend(secure({ host: place.host, socket: outer }), 'secureConnect', ears)
      top = inner.on('data', ears.onBytes)
      hearing = { ...deaf, onClose: (error) => inner.destroy(error) }
    }
    const onTunnel = (): void => {
      if (place.secure !== undefined) secureInner(place.secure)
      else {
        hearing = ears
        ears.onOpen()
      }
    }
    const refuse = (error: Error): void => {
      outer.destroy(error)
    }
    hearing = {
      onOpen: () => outer.write(request(place, proxy.fields), 'latin1'),
      onBytes: untilTunnel(onTunnel, refuse),
      onEnd: () => outer.destroy(),
      onClose: (error) => ears.onClose(new ProxyError(proxy.name, error)),
    }
    const outer: Socket = openSocket(proxy.place, {
      onOpen: () => hearing.onOpen(),
      onBytes: (bytes) => hearing.onBytes(bytes),
      onEnd: () => hearing.onEnd(),
      onClose: (error) => hearing.onClose(error),
    })
    top = outer
    return { write: (bytes) => wireTo(top).write(bytes), end: () => wireTo(top).end() }
  }
}

const nothing = (): void => undefined
const deaf = { onOpen: nothing, onBytes: nothing, onEnd: nothing }

function request({ host, port }: Place, fields: string): string {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\nproxy-connection: keep-alive\r\n${fields}\r\n`
}

/** Reads the proxy's answer; after it, the server at the other end waits for us. */
function untilTunnel(onTunnel: () => void, refuse: (error: Error) => void): (bytes: Buffer) => void {
  let answer = ''
  return (bytes) => {
    answer += bytes.toString('latin1')
    const end = answer.indexOf('\r\n\r\n')
    try {
      checkStart(answer)
      if (end < 0 && answer.length <= LONGEST) return
      const { status } = parseAnswerHead(answer.slice(0, end))
      if (status < 200 || status > 299) throw refusal(status)
      if (end + 4 < answer.length) throw noHttp('the proxy sends what nobody asked for')
      onTunnel()
    } catch (error) {
      refuse(error as Error)
    }
  }
}

/** Statuses of a proxy that may make the tunnel a little later. */
const PASSING = [429, 502, 503, 504]

function refusal(status: number): ExchangeError {
  return new ExchangeError(PASSING.includes(status) ? 'KEELSON_PROXY_BUSY' : 'KEELSON_PROXY', `it answered ${status}`)
}
