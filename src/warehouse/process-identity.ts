import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * What identifies a process among all processes that may share a directory, now and later. A host name and a process id
 * do not: containers repeat both, and the system gives the id of an ended process to another one.
 */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** When the process started, in clock ticks since the system booted; undefined if the system does not say. */
  readonly start?: string
  /** The boot of the system, and the namespace in which `pid` counts; undefined if the system does not say. */
  readonly boot?: string
  readonly namespace?: string
}

/** Field 22 of /proc/PID/stat (proc(5)), counted from the fields after the name of the program. */
const START_FIELD = 19

export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), ...systemOf(process.pid) }
}

/** Whether a process has certainly ended. false if it runs, or if that cannot be known from here. */
export function hasEnded(other: ProcessIdentity, here: ProcessIdentity = currentProcess()): boolean {
  if (here.boot === undefined || other.boot === undefined) return here.host === other.host && !exists(other.pid)
  if (here.boot !== other.boot || here.namespace !== other.namespace) return false
  return startOf(other.pid) !== other.start
}

/** Linux describes its processes in /proc. Other systems leave the fields out. */
function systemOf(pid: number): Pick<ProcessIdentity, 'start' | 'boot' | 'namespace'> {
  try {
    const start = startOf(pid)
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const namespace = readlinkSync('/proc/self/ns/pid')
    return start === undefined ? {} : { start, boot, namespace }
  } catch {
    return {}
  }
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[START_FIELD]
  } catch {
    return undefined
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // The process exists and belongs to another user.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
