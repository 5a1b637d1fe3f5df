import { getProxyForUrl } from 'proxy-from-env'
import { ConfigError } from '../core/errors'

/**
 * The URL of the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL; undefined without a proxy. ConfigError if it
 * is not the URL of an HTTP proxy.
 */
export function proxyFor(url: URL): string | undefined {
  const proxy = getProxyForUrl(url.href)
  if (proxy === '') return undefined
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
