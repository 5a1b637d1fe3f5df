'use strict'
/**
 * Preloaded into every measured process: when it ends, it writes what the operating system says of it (getrusage of
 * the process itself, and the peak of its resident memory) to file descriptor 3.
 */
const { readFileSync, writeSync } = require('node:fs')

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeSync(3, JSON.stringify({ cpuS: (userCPUTime + systemCPUTime) / 1e6, peakKb: peakKb(maxRSS) }))
})

/** getrusage's peak is inherited from the process that forked this one; that of /proc is this program's alone. */
function peakKb(maxRSS) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return maxRSS
  }
}
