import { toConnectorError, type ConnectorError } from '../core/errors'
import type { RowRef } from '../core/row'
import type { State } from '../core/state'
import type { SourceStream } from '../core/stream'
import type { RowPosition } from './change-window'
import type { PreparedModel } from './prepared-model'

/** What a state stands for. Runs once every row before it has an outcome. */
type Commit = () => Promise<void>

/** The states between rows, and which rows were rejected. Commits of settled states run in their order. */
export class Checkpoints {
  private readonly commits = new Map<State, Commit>()
  private readonly positions = new Map<SourceStream, number>()
  private readonly rejected = new Map<SourceStream, Set<number>>()
  private storing: Promise<void> = Promise.resolve()
  private failure: ConnectorError | undefined

  /** `onFailure` is called when a state could not be stored: nothing more may be delivered. */
  constructor(private readonly onFailure: (error: ConnectorError) => void) {}

  /** A row was rejected. */
  reject({ stream, position }: RowRef): void {
    const known = this.rejected.get(stream) ?? new Set()
    this.rejected.set(stream, known.add(position))
  }

  /** Every row before the state has an outcome. */
  settle(state: State): void {
    const commit = this.commits.get(state)
    this.commits.delete(state)
    this.storing = this.storing
      .then(async () => {
        if (this.failure === undefined) await commit?.()
      })
      .catch((thrown: unknown) => {
        this.failure = toConnectorError(thrown)
        this.onFailure(this.failure)
      })
  }

  /** Resolves once every settled state is stored. Rejects if one could not be stored. */
  async settled(): Promise<void> {
    await this.storing
    if (this.failure !== undefined) throw this.failure
  }

  /** A state after the rows of a model that were handed over so far. */
  create({ stream, removed, transitions }: PreparedModel, commit: Commit): State {
    const streams = [
      stream,
      ...(removed === undefined ? [] : [removed.stream]),
      ...transitions.map((transition) => transition.stream),
    ]
    const state: State = { kind: 'state', streams, text: '' }
    this.commits.set(state, commit)
    return state
  }

  /** The position that the ledger gives the next row of a stream. */
  nextPosition(stream: SourceStream): RowPosition {
    const position = (this.positions.get(stream) ?? 0) + 1
    this.positions.set(stream, position)
    return { stream, position }
  }

  /** Whether a row was rejected. It is forgotten once it was asked for. */
  takeRejected({ stream, position }: RowPosition): boolean {
    return this.rejected.get(stream)?.delete(position) === true
  }
}
