import connect from 'undici/lib/api/api-connect.js'
import request from 'undici/lib/api/api-request.js'
import Agent from 'undici/lib/dispatcher/agent.js'
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js'

// As undici's entry does; ProxyAgent connects through one, too.
Object.assign(Dispatcher.prototype, { request, connect })

/**
 * What Keelson uses of undici, past its entry (7.30): that one also loads fetch, WebSocket, caches and mocks, which takes longer
 * than a small diff.
 */
export { Agent, Dispatcher, ProxyAgent }
