import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Of the whole process, in bytes. The promise is 450 MB; what comes between two looks needs room. */
const LIMIT_BYTES = 340_000_000
/** A collection costs about a tenth of a second: not more often than this, in milliseconds. */
const REST_MS = 700

let collect: (() => void) | undefined
let lastMs = 0

/**
 * To be called now and then while much is read: collects garbage where the process has grown past the limit. The driver
 * keeps each cell of a chunk that was read, and left alone the collector lets old chunks pile up to twice what is in use.
 */
export function boundMemory(): void {
  const nowMs = Date.now()
  if (nowMs - lastMs < REST_MS || process.memoryUsage.rss() < LIMIT_BYTES) return
  lastMs = nowMs
  if (collect === undefined) {
    // The collector is not there without the flag, and in this context not even with it.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
