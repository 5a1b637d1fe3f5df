import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

const scopes = new AsyncLocalStorage<RequestScope>()

// Published by Node for each request, in the asynchronous context that sends it (nodejs.org, diagnostics_channel).
subscribe('http.client.request.start', (message) => {
  scopes.getStore()?.add((message as { readonly request: ClientRequest }).request)
})

/**
 * The HTTP requests of one session. The driver has no way to end a request without an answer: it waits minutes for a login,
 * a statement or the end of a session, and the process waits with it.
 */
export class RequestScope {
  private readonly open = new Set<ClientRequest>()
  private isClosed = false

  /** Runs `work`. Requests that it sends, now or later, belong to this scope. */
  run<T>(work: () => T): T {
    return scopes.run(this, work)
  }

  /** Ends the open requests, and each later one. */
  close(): void {
    this.isClosed = true
    for (const request of this.open) end(request)
  }

  add(request: ClientRequest): void {
    if (this.isClosed) {
      end(request)
      return
    }
    this.open.add(request)
    request.once('close', () => this.open.delete(request))
  }
}

function end(request: ClientRequest): void {
  request.destroy(new Error('The session is closed.'))
}
