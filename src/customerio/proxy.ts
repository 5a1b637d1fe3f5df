import type { Agent, AgentOptions } from 'node:http'
import { setMaxListeners } from 'node:events'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { getProxyForUrl } from 'proxy-from-env'
import { ConfigError } from '../core/errors'

// Imported only where the environment names a proxy.

/**
 * An agent that tunnels through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL; undefined without a
 * proxy, ConfigError where its URL is not valid. `closing` ends tunnels that are not open yet, which the agent cannot.
 */
export function createProxyAgent(url: URL, options: AgentOptions, closing: AbortSignal): Agent | undefined {
  const proxy = proxyFor(url)
  if (proxy === '') return undefined
  // Every tunnel listens to it: many listeners are expected.
  setMaxListeners(0, closing)
  return new HttpsProxyAgent(proxy, { ...options, signal: closing })
}

function proxyFor(url: URL): string {
  const proxy = getProxyForUrl(url.href)
  if (proxy === '') return ''
  // proxy-from-env gives a name without a scheme the scheme of the target; other programs mean HTTP.
  const isBare = Object.values(process.env).some((value) => value !== undefined && `https://${value}` === proxy)
  const named = isBare ? proxy.replace('https://', 'http://') : proxy
  if (!URL.canParse(named) || !/^https?:/.test(named)) {
    throw new ConfigError(
      'HTTPS_PROXY or HTTP_PROXY must be the URL of an HTTP proxy, such as http://proxy.example:3128.',
    )
  }
  return named
}
