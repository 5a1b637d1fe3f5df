import type { Row } from './row'
import type { State } from './state'
import type { UnreadableRecord } from './unreadable-record'

/** What a source hands to the delivery, in the order of the source. */
export type Input = Row | State | UnreadableRecord
