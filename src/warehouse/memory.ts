import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of the whole process. The documented limit is 450 MB; the process can grow between two checks. */
const LIMIT_BYTES = 340_000_000
/** The minimum interval between two garbage collections in milliseconds: one takes about a tenth of a second. */
const REST_MS = 700

let collect: (() => void) | undefined
let lastMs = 0

/**
 * Forces a garbage collection if the process has grown past the limit. Call it regularly while much is read. A driver keeps
 * every value of a chunk that it has read, and the garbage collector alone lets old chunks grow to twice what is in use.
 */
export function boundMemory(): void {
  const nowMs = Date.now()
  if (nowMs - lastMs < REST_MS || process.memoryUsage.rss() < LIMIT_BYTES) return
  lastMs = nowMs
  if (collect === undefined) {
    // Without the flag there is no access to the garbage collector, and in this context not even with it.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
