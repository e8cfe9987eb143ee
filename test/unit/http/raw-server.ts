import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** What a server does with the bytes of a request; `index` counts requests over all connections, from 0. */
export type RawScript = (socket: Socket, text: string, index: number) => void

/** A server on loopback that speaks as the test says, byte by byte. `connections` are those that were opened, in order. */
export async function rawServer(script: RawScript) {
  const connections: Socket[] = []
  let index = 0
  const server: Server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => script(socket, bytes.toString('latin1'), index++))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    for (const socket of connections) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port: (server.address() as AddressInfo).port, connections, close }
}

/** An answer in full. */
export const ok = (text: string, fields = ''): string =>
  `HTTP/1.1 200 OK\r\n${fields}content-length: ${text.length}\r\n\r\n${text}`
