import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { loadActivation, type Activation, type Model } from '../config/activation'
import { sleep, systemClock } from '../lib/clock'
import { closest } from '../lib/closest'
import { ConfigError, toConnectorError, TransientError, type ConnectorError } from '../core/errors'
import { counted } from '../lib/format'
import {
  cadenceWarning,
  contractChanges,
  describeRelation,
  missingColumns,
  ModelSource,
  openLocalState,
  type DiffCounts,
  type ModelState,
  type PreparedModel,
  type StateStore,
  type Warehouse,
  type WarehouseStateOptions,
} from '../warehouse/index'
import type { Context, Session } from '../app/session'
import { openWarehouse } from '../app/open-warehouse'
import { openDelivery, type Delivery } from '../app/delivery-run'
import { showReading } from './progress'
import { summaryJson } from '../app/run-summary'
import { readSyncFlags, SYNC_HELP, type SyncFlags } from './sync-flags'
import { prepareModels, type DescribedModel, type PreparedRun } from '../app/prepare-models'
import { terminalCommand } from './terminal'

type Signal = 'SIGTERM' | 'SIGINT'

/** What a shell says of a process that a signal ended: 128 + its number. */
const ENDED_BY: Readonly<Record<Signal, number>> = { SIGTERM: 143, SIGINT: 130 }
/** A run that begins a little early is still on time. */
const EARLY_SHARE = 0.1
const EARLY_MS = 60_000

/** A signal, wherever it finds the command. */
interface Ending {
  signal: Signal | undefined
  /** Also aborted by it: whatever waits. */
  readonly waiting: AbortController
  /** What to tell of it; set while rows are on their way. */
  deliver: ((signal: Signal) => void) | undefined
}

/** `sync`: models from Snowflake to Customer.io, once or again and again. */
export function sync(context: Context): Promise<number> {
  return terminalCommand(context, async (session) => {
    const flags = readSyncFlags(session.args)
    if (flags === undefined) {
      session.stdout.write(SYNC_HELP)
      return 0
    }
    const { activation, warnings, secrets } = loadActivation(flags.config, session.env)
    session.output.hide(secrets)
    for (const warning of warnings) session.output.log('WARN', warning)
    const models = chooseModels(activation, flags.models)
    const ending: Ending = { signal: undefined, waiting: new AbortController(), deliver: undefined }
    const stopListening = session.onTerminate((signal) => {
      ending.signal = signal
      ending.waiting.abort()
      ending.deliver?.(signal)
    })
    try {
      const run = () => runOnce(session, activation, models, flags, ending)
      if (flags.everyMs === undefined) await run()
      else await runEvery(session, flags.everyMs, run, ending)
    } catch (thrown) {
      // What stopped it is known; what was acknowledged is kept.
      if (ending.signal === undefined) throw thrown
    } finally {
      stopListening()
    }
    return ending.signal === undefined ? 0 : ENDED_BY[ending.signal]
  })
}

function chooseModels({ models }: Activation, names: readonly string[]): readonly Model[] {
  for (const name of names) {
    if (models.some((model) => model.name === name)) continue
    const known = models.map((model) => model.name)
    const meant = closest(name, known)
    throw new ConfigError(
      `--model: there is no model ${name}; there are ${known.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    )
  }
  return names.length === 0 ? models : models.filter(({ name }) => names.includes(name))
}

/** One run after the other: the next begins when its time has come and this one has ended. Ends for what needs a person. */
async function runEvery(session: Session, everyMs: number, run: () => Promise<void>, ending: Ending): Promise<void> {
  for (;;) {
    const begunMs = systemClock.now()
    try {
      await run()
    } catch (thrown) {
      const error = toConnectorError(thrown)
      if (!(error instanceof TransientError)) throw error
      session.output.log('ERROR', error.message)
    }
    const nextMs = begunMs + everyMs
    if (ending.signal !== undefined) return
    session.output.log('INFO', `The next run begins at ${new Date(Math.max(nextMs, systemClock.now())).toISOString()}.`)
    await sleep(systemClock, Math.max(0, nextMs - systemClock.now()), ending.waiting.signal)
    if (ending.waiting.signal.aborted) return
  }
}

async function runOnce(
  session: Session,
  activation: Activation,
  models: readonly Model[],
  flags: SyncFlags,
  ending: Ending,
): Promise<void> {
  const { output } = session
  const startedMs = systemClock.now()
  const run = `${new Date(startedMs).toISOString().replace(/[-:.]/g, '')}-${randomUUID().slice(0, 4)}`
  const warehouse = await openWarehouse(activation.source, {
    log: (message) => output.log('DEBUG', message),
    queryTag: `destination-customer-io:${activation.name}:${run}`,
  })
  let store: StateStore | undefined
  try {
    const lost: { tell: (error: ConnectorError) => void } = { tell: () => undefined }
    store = await openState(activation, warehouse, flags.takeOver, { run, onLost: (error) => lost.tell(error) })
    const states = await store.read()
    const due = models.filter((model) => isDue(model, states.get(model.name), startedMs, flags.now))
    for (const { name } of models.filter((model) => !due.includes(model)))
      output.log('INFO', `${name}: it is not its time yet.`)
    if (due.length === 0) return
    const prepared = prepareModels(activation, await describeModels(warehouse, due, states))
    await checkModels(session, warehouse, prepared, states, flags)
    if (ending.signal !== undefined) return
    const source = new ModelSource({
      warehouse,
      store,
      models: prepared.models,
      states,
      run,
      startedMs,
      acceptRemovals: flags.acceptRemovals,
      onFailure: (error) => delivery.abort(error),
    })
    const delivery = await openDelivery(session, {
      config: activation.config,
      plan: prepared.plan,
      streams: prepared.streams,
      emitState: (state) => source.settle(state),
      onRejected: (ref) => source.reject(ref),
      stopInput: () => source.stop(),
    })
    lost.tell = (error) => delivery.abort(error)
    await deliver(session, delivery, source, flags, ending)
  } finally {
    await store?.close()
    await warehouse.close()
  }
}

function openState(
  activation: Activation,
  warehouse: Warehouse,
  takeOver: boolean,
  more: { readonly run: string; readonly onLost: (error: ConnectorError) => void },
): Promise<StateStore> {
  const { store, directory, schema, lease_minutes: leaseMinutes } = activation.state
  return store === 'local'
    ? openLocalState(directory, warehouse, { takeOver })
    : warehouseState(warehouse, { schema, activation: activation.name, leaseMinutes, takeOver, ...more })
}

function warehouseState(warehouse: Warehouse, options: WarehouseStateOptions): Promise<StateStore> {
  if (warehouse.openState === undefined)
    throw new ConfigError('state.store: this warehouse cannot keep a state. Fix: use `store: local`.')
  return warehouse.openState(options)
}

function isDue({ everyMs }: Model, state: ModelState | undefined, nowMs: number, now: boolean): boolean {
  if (everyMs === undefined || state === undefined || now) return true
  return nowMs - state.startedMs >= everyMs - Math.min(EARLY_MS, everyMs * EARLY_SHARE)
}

async function describeModels(
  warehouse: Warehouse,
  models: readonly Model[],
  states: ReadonlyMap<string, ModelState>,
): Promise<readonly DescribedModel[]> {
  const described: DescribedModel[] = []
  for (const model of models) {
    const columns = await describeRelation(warehouse, model.relation, `the model ${model.name}`)
    described.push({ model, columns, isIncremental: model.changes.method !== 'full' && states.has(model.name) })
  }
  return described
}

/** Stops at what breaks segments or splits profiles; warns of what looks wrong. */
async function checkModels(
  session: Session,
  warehouse: Warehouse,
  { models, plan }: PreparedRun,
  states: ReadonlyMap<string, ModelState>,
  { acceptChange }: SyncFlags,
): Promise<void> {
  const { output } = session
  for (const warning of plan.warnings) output.log('WARN', warning)
  const changes = models.flatMap(({ model, contract }) => {
    const before = states.get(model.name)?.contract
    return before === undefined ? [] : contractChanges(model.name, before, contract)
  })
  if (changes.length > 0 && !acceptChange)
    throw new ConfigError(
      `Stopped before anything was sent, because the contract with the last run is broken:\n${changes.map((one) => `- ${one}`).join('\n')}\n` +
        'Fix the model, or accept what changed by running once with --accept-change.',
    )
  for (const change of changes) output.log('WARN', `Accepted: ${change}`)
  for (const prepared of models) {
    for (const warning of stateWarnings(prepared, states.get(prepared.model.name))) output.log('WARN', warning)
    const stale = await cadenceWarning(warehouse, prepared, systemClock.now())
    if (stale !== undefined) output.log('WARN', stale)
  }
}

function* stateWarnings({ model, contract, mapping }: PreparedModel, state: ModelState | undefined): Iterable<string> {
  if (state === undefined) return
  const missing = missingColumns(state.contract, contract)
  if (missing.length > 0)
    yield `${model.name}: ${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} sent before and ${missing.length === 1 ? 'is' : 'are'} no longer: the attributes keep their last values.`
  if (state.mapping === mapping) return
  if (model.changes.method === 'diff') yield `${model.name}: its mapping changed, so all of its rows are sent again.`
  if (model.changes.method === 'cursor')
    yield (
      `${model.name}: its mapping changed. Rows that were delivered keep what was sent until they change; ` +
      'to send all again, delete the state of the model.'
    )
}

async function deliver(
  session: Session,
  delivery: Delivery,
  source: ModelSource,
  flags: SyncFlags,
  ending: Ending,
): Promise<void> {
  ending.deliver = (signal) => delivery.terminate(signal)
  const stopProgress = showReading(session, delivery, () => source.reading)
  let failure: ConnectorError | undefined
  try {
    await delivery.deliver(source.inputs())
  } catch (thrown) {
    failure = toConnectorError(thrown)
  }
  await source.settled().catch((thrown: unknown) => (failure ??= toConnectorError(thrown)))
  ending.deliver = undefined
  stopProgress()
  const result = await delivery.close(failure)
  for (const [model, counts] of source.diffs) session.output.log('INFO', diffLine(model, counts))
  for (const warning of source.warnings()) session.output.log('WARN', warning)
  if (flags.summary !== undefined) {
    const models = Object.fromEntries(source.diffs)
    const json = { ...(summaryJson(result) as Readonly<Record<string, unknown>>), models }
    await writeFile(flags.summary, `${session.output.clean(JSON.stringify(json, null, 2))}\n`)
  }
  if (failure !== undefined) throw failure
}

function diffLine(model: string, { rows, added, changed, removed, nullKeys, repeatedKeys }: DiffCounts): string {
  const format = (count: number) => count.toLocaleString('en-US')
  const odd = [
    ...(nullKeys > 0 ? [`${format(nullKeys)} without a key, not delivered`] : []),
    ...(repeatedKeys > 0 ? [`${format(repeatedKeys)} with the key of another row, not delivered`] : []),
  ]
  return (
    `${model}: ${counted(rows, 'row')} in the model: ${format(added)} added, ${format(changed)} changed, ` +
    `${format(rows - added - changed)} unchanged; ${format(removed)} removed${odd.map((one) => `; ${one}`).join('')}.`
  )
}
