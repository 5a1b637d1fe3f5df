import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options?: { readonly type: 'minor' }) => void

let collect: Collect | undefined

/**
 * Collects garbage: all of it, or what came up since a moment ago. The engine lets garbage pile up to tens of megabytes
 * before it looks; whoever makes much of it can keep a process small.
 */
export function collectGarbage(what: 'all' | 'young'): void {
  if (collect === undefined) {
    // The collector is not there without the flag, and in this context not even with it.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect
  }
  if (what === 'young') collect({ type: 'minor' })
  else collect()
}

/** A function that is told of bytes that were read, and collects young garbage each time that so many have come. */
export function collectEvery(bytes: number): (more: number) => void {
  let sum = 0
  return (more) => {
    sum += more
    if (sum < bytes) return
    sum = 0
    collectGarbage('young')
  }
}
