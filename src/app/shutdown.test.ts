import { onAbort } from './shutdown'

describe('onAbort', () => {
  it('calls the listener once when the signal aborts', () => {
    const shutdown = new AbortController()
    const listener = jest.fn()
    onAbort(shutdown.signal, listener)
    expect(listener).not.toHaveBeenCalled()
    shutdown.abort()
    shutdown.abort()
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('calls the listener at once if the signal has already aborted', () => {
    const shutdown = new AbortController()
    shutdown.abort()
    const listener = jest.fn()
    onAbort(shutdown.signal, listener)
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('does not call the listener after it was removed', () => {
    const shutdown = new AbortController()
    const listener = jest.fn()
    onAbort(shutdown.signal, listener)()
    shutdown.abort()
    expect(listener).not.toHaveBeenCalled()
  })
})
