import { randomUUID } from 'node:crypto'
import { loadActivation, type Activation, type Model } from '../config/activation'
import { ConfigError, toConnectorError, type ConnectorError } from '../core/errors'
import type { Region } from '../customerio/region'
import { closest } from '../lib/closest'
import {
  describeRelation,
  ModelSource,
  type DiffCounts,
  type ModelState,
  type PreparedModel,
  type StateOwner,
  type StateStore,
  type Warehouse,
} from '../warehouse/index'
import { openDelivery, type Delivery } from './delivery-run'
import type { DescribedModel } from './described-model'
import { checkModels } from './model-checks'
import { openState } from './open-state'
import { openWarehouse } from './open-warehouse'
import type { Ports } from './ports'
import { connect } from './open-workspace'
import { prepareModels, type PreparedRun } from './prepare-models'
import { compareModels, type ModelComparison, type ResendAction } from './resend-checks'
import type { RunOutcome } from './run-summary'
import { onAbort } from './shutdown'
import { checkOwners, stateOwner, type DestinationChange } from './state-owner'
import { diffLine, readingLine } from './sync-text'

export interface SyncOptions {
  /** Runs models that are not due. */
  readonly now: boolean
  /** Continues if a type or an identifier differs from the last run. */
  readonly acceptChange: boolean
  /** Continues if more rows are removed than `removed.max_percent` allows. */
  readonly acceptRemovals: boolean
  /** What becomes of rows that would be sent again only because the mapping, the columns or the key changed. */
  readonly resend: ResendAction
  /** What becomes of a state of another workspace. */
  readonly destinationChange: DestinationChange
  /** Takes the state from another run. */
  readonly takeOver: boolean
}

/** An activation, and its models that are synced. */
export interface SyncedModels {
  readonly activation: Activation
  readonly models: readonly Model[]
}

/** The end of a sync, with the changes that were found in each diff model. */
export interface SyncOutcome extends RunOutcome {
  readonly diffs: ReadonlyMap<string, DiffCounts>
}

const NOTHING_DUE: SyncOutcome = { result: undefined, failure: undefined, diffs: new Map() }
/** A run may begin this much early, as a share of `every` and at most. */
const EARLY_SHARE = 0.1
const EARLY_MS = 60_000

/** Reads an activation file and registers its secrets. `names` are the models to sync; all of them if it is empty. */
export function readSyncedModels(ports: Ports, path: string, names: readonly string[]): SyncedModels {
  const { activation, warnings, secrets } = loadActivation(path, ports.env)
  ports.output.hide(secrets)
  for (const warning of warnings) ports.output.log('WARN', warning)
  const known = activation.models.map(({ name }) => name)
  for (const name of names) {
    if (known.includes(name)) continue
    const similar = closest(name, known)
    throw new ConfigError(
      `--model: there is no model ${name}; there are ${known.join(', ')}.${similar === undefined ? '' : ` Did you mean ${similar}?`}`,
    )
  }
  const models = activation.models.filter(({ name }) => names.length === 0 || names.includes(name))
  return { activation, models }
}

/** Delivers the models that are due. When `shutdown` aborts, what was read is delivered, and the run fails. */
export async function syncModels(
  ports: Ports,
  { activation, models }: SyncedModels,
  options: SyncOptions,
  shutdown: AbortSignal,
): Promise<SyncOutcome> {
  const startedMs = ports.clock.now()
  const run = `${new Date(startedMs).toISOString().replace(/[-:.]/g, '')}-${randomUUID().slice(0, 4)}`
  const reading = new AbortController()
  const warehouse = await openWarehouse(activation.source, {
    log: (message) => ports.output.log('DEBUG', message),
    queryTag: `destination-customer-io:${activation.name}:${run}`,
    signal: AbortSignal.any([shutdown, reading.signal]),
  })
  let store: StateStore | undefined
  try {
    const loss: StateLoss = { abort: () => undefined }
    const onLost = (error: ConnectorError) => loss.abort(error)
    store = await openState(activation, warehouse, { run, takeOver: options.takeOver, onLost })
    const states = await store.read()
    const due = dueModels(ports, models, states, startedMs, options.now)
    if (due.length === 0) return NOTHING_DUE
    const region = await connect(ports, activation.config)
    const owner = stateOwner(activation, region)
    const usable = await checkOwners(ports, due, states, {
      owner,
      isNamed: activation.isNamed,
      store,
      change: options.destinationChange,
    })
    return await runModels(ports, {
      ...{ activation, due, warehouse, store, states: usable, owner, region, run, startedMs },
      ...{ reading, loss, options, shutdown },
    })
  } finally {
    await store?.close()
    await warehouse.close()
  }
}

function dueModels(
  { output }: Ports,
  models: readonly Model[],
  states: ReadonlyMap<string, ModelState>,
  nowMs: number,
  isForced: boolean,
): readonly Model[] {
  return models.filter((model) => {
    const state = states.get(model.name)
    if (isForced || state === undefined || isDue(model, state, nowMs)) return true
    output.log('INFO', `${model.name}: it is not due yet.`)
    return false
  })
}

function isDue({ everyMs }: Model, { startedMs }: ModelState, nowMs: number): boolean {
  return everyMs === undefined || nowMs - startedMs >= everyMs - Math.min(EARLY_MS, everyMs * EARLY_SHARE)
}

/** What to do when another run takes the state. */
interface StateLoss {
  abort: (error: ConnectorError) => void
}

interface OpenSync {
  readonly activation: Activation
  readonly due: readonly Model[]
  readonly warehouse: Warehouse
  readonly store: StateStore
  readonly states: ReadonlyMap<string, ModelState>
  readonly owner: StateOwner
  readonly region: Region
  readonly run: string
  readonly startedMs: number
  readonly loss: StateLoss
  /** Cancels the queries that read models. */
  readonly reading: AbortController
  readonly options: SyncOptions
  readonly shutdown: AbortSignal
}

async function runModels(ports: Ports, sync: OpenSync): Promise<SyncOutcome> {
  const { activation, warehouse, store, states, owner, region, run, startedMs, loss, reading, options, shutdown } = sync
  const prepared = prepareModels(activation, await describeModels(sync))
  await checkModels(ports, warehouse, prepared, states, options.acceptChange)
  const compared = await compareModels(ports, sync, prepared.models, states, options.resend)
  if (shutdown.aborted) return NOTHING_DUE
  const source = new ModelSource({
    warehouse,
    store,
    owner,
    models: prepared.models.map((model) => ({
      prepared: model,
      ...(compared.get(model) as ModelComparison),
      hasIrreversibleRemovals: isIrreversible(prepared, model),
    })),
    run,
    startedMs,
    acceptRemovals: options.acceptRemovals,
    maxDeletes: activation.config.guards.max_deletes,
    onFailure: (error) => delivery.abort(error),
  })
  const delivery = await openDelivery(ports, {
    config: activation.config,
    mappings: prepared.mappings,
    streams: prepared.streams,
    region,
    beforeRequest: () => store.assertHeld(),
    emitState: (state) => source.settle(state),
    onRejected: (ref) => source.reject(ref),
    stopInput: () => {
      source.stop()
      reading.abort('no more rows are needed')
    },
  })
  loss.abort = (error) => delivery.abort(error)
  return deliver(ports, delivery, source, shutdown)
}

/** Whether the removals of a model cannot be undone. */
function isIrreversible({ mappings }: PreparedRun, { removed }: PreparedModel): boolean {
  return removed !== undefined && mappings.mappers.get(removed.stream)?.irreversible === true
}

async function describeModels({ warehouse, due, states }: OpenSync): Promise<readonly DescribedModel[]> {
  const described: DescribedModel[] = []
  for (const model of due) {
    const columns = await describeRelation(warehouse, model.relation, `the model ${model.name}`)
    described.push({ model, columns, isIncremental: model.changes.method !== 'full' && states.has(model.name) })
  }
  return described
}

async function deliver(
  ports: Ports,
  delivery: Delivery,
  source: ModelSource,
  shutdown: AbortSignal,
): Promise<SyncOutcome> {
  const stopListening = onAbort(shutdown, () => delivery.terminate(String(shutdown.reason)))
  const stopProgress = ports.showProgress({
    total: () => source.reading?.total ?? 0,
    done: () => source.reading?.rows ?? 0,
    line: () => readingLine(source.reading, delivery, ports.clock.now()),
  })
  let failure: ConnectorError | undefined
  try {
    await delivery.deliver(source.inputs())
  } catch (thrown) {
    failure = toConnectorError(thrown)
  }
  await source.settled().catch((thrown: unknown) => (failure ??= toConnectorError(thrown)))
  stopListening()
  stopProgress()
  const result = await delivery.close(failure)
  for (const [model, counts] of source.diffs) ports.output.log('INFO', diffLine(model, counts))
  for (const warning of source.warnings()) ports.output.log('WARN', warning)
  return { result, failure, diffs: source.diffs }
}
