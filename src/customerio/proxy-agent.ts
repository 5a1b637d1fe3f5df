import type { Agent, AgentOptions } from 'node:http'
import { setMaxListeners } from 'node:events'
import { HttpsProxyAgent } from 'https-proxy-agent'

// Imported on demand: most runs use no proxy.

/** An agent that tunnels through a proxy. `closing` ends tunnels that are not open yet, which the agent cannot. */
export function createProxyAgent(proxy: string, options: AgentOptions, closing: AbortSignal): Agent {
  // Every tunnel listens to it: many listeners are expected.
  setMaxListeners(0, closing)
  return new HttpsProxyAgent(proxy, { ...options, signal: closing })
}
