import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { getProxyForUrl } from 'proxy-from-env'

/**
 * Resolves to undefined where something answers HTTP at `address`, or to why nothing does, within `timeoutMs`
 * milliseconds. Behind a proxy nothing is tried. The driver itself would retry a dead host for minutes, and keep the
 * process alive while it does.
 */
export function whyUnreachable(address: string, timeoutMs: number): Promise<string | undefined> {
  if (getProxyForUrl(address) !== '') return Promise.resolve(undefined)
  const request = address.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((resolve) => {
    const sent = request(address, { method: 'HEAD', agent: false }, (response) => {
      response.resume()
      done(undefined)
    })
    const timer = setTimeout(() => done(`no answer within ${Math.round(timeoutMs / 1000)} s`), timeoutMs)
    const done = (why: string | undefined) => {
      clearTimeout(timer)
      sent.destroy()
      resolve(why)
    }
    sent.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'the connection failed'))
    sent.end()
  })
}
