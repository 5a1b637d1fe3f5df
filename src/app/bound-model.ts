import { loadActivation, type Activation, type Model } from '../config/activation'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { SourceStream } from '../core/stream'
import type { Column, Warehouse } from '../warehouse/index'
import type { Ports } from './ports'
import { abortOnTerminate } from './shutdown'

/** A model of an activation, bound to an open session in its warehouse. */
export interface BoundModel {
  readonly model: Model
  readonly columns: readonly Column[]
  /** The model as a stream of the core. */
  readonly stream: SourceStream
  /** The options of the destination, with only the rule of this model. */
  readonly config: Config
  readonly warehouse: Warehouse
  /** Closes the warehouse. */
  readonly close: () => Promise<void>
  /** Names it in messages. */
  readonly what: string
}

/** Reads an activation file and registers its secrets. ConfigError if it has problems or no model `name`. */
export function readModel(
  ports: Ports,
  path: string,
  name: string,
): { readonly activation: Activation; readonly model: Model } {
  const { activation, warnings, secrets } = loadActivation(path, ports.env)
  ports.output.hide(secrets)
  for (const warning of warnings) ports.output.log('WARN', warning)
  const model = activation.models.find((one) => one.name === name)
  if (model === undefined) {
    const known = activation.models.map((one) => one.name).join(', ')
    throw new ConfigError(`${path} has no model '${name}'; it has ${known}.`)
  }
  return { activation, model }
}

/** Logs in to the warehouse and reads the columns of the model, but no row. A signal cancels its queries. Close it. */
export async function openModel(
  ports: Ports,
  { activation, model }: { readonly activation: Activation; readonly model: Model },
  purpose: string,
): Promise<BoundModel> {
  // Imported on demand: commands that read messages do not load a warehouse.
  const { describeRelation, schemaOf } = await import('../warehouse/index.js')
  const { openWarehouse } = await import('./open-warehouse.js')
  const what = `the model ${model.name}`
  const { signal, release } = abortOnTerminate(ports)
  let warehouse: Warehouse | undefined
  const close = async () => {
    await warehouse?.close()
    release()
  }
  try {
    warehouse = await openWarehouse(activation.source, {
      log: (message) => ports.output.log('DEBUG', message),
      queryTag: `destination-customer-io ${purpose} ${model.name}`,
      signal,
    })
    const columns = await describeRelation(warehouse, model.relation, what)
    const stream: SourceStream = {
      name: model.name,
      namespace: undefined,
      columns: new Map(columns.map((column) => [column.name, schemaOf(column)])),
      primaryKey: model.key,
      readInFull: true,
      syncMode: 'append',
      objectName: undefined,
      syncId: undefined,
    }
    const streams = activation.config.streams.filter((rule) => rule.stream === model.name)
    return { model, columns, stream, config: { ...activation.config, streams }, warehouse, close, what }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
