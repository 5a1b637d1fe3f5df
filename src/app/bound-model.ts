import { loadActivation, type Activation, type Model } from '../config/activation'
import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { SourceStream } from '../core/stream'
import type { Column, Warehouse } from '../warehouse/index'
import type { Session } from './session'

/** One model of an activation, with a session in the warehouse that it is read from. */
export interface BoundModel {
  readonly model: Model
  readonly columns: readonly Column[]
  /** The model as the core reads it. */
  readonly stream: SourceStream
  /** The destination's options with the rule of this model alone. */
  readonly config: Config
  readonly warehouse: Warehouse
  /** Names it in messages. */
  readonly what: string
}

/** Reads an activation file and registers its secrets; ConfigError where it has problems or no such model. */
export function readModel(
  session: Session,
  path: string,
  name: string,
): { readonly activation: Activation; readonly model: Model } {
  const { activation, warnings, secrets } = loadActivation(path, session.env)
  session.output.hide(secrets)
  for (const warning of warnings) session.output.log('WARN', warning)
  const model = activation.models.find((one) => one.name === name)
  if (model === undefined) {
    const known = activation.models.map((one) => one.name).join(', ')
    throw new ConfigError(`${path} has no model '${name}'; it has ${known}.`)
  }
  return { activation, model }
}

/** Logs in to the warehouse and asks what columns the model has; no row is read. Close the warehouse. */
export async function openModel(
  session: Session,
  { activation, model }: { readonly activation: Activation; readonly model: Model },
  purpose: string,
): Promise<BoundModel> {
  // Imported on demand: commands that read messages do not load a warehouse.
  const { describeRelation, schemaOf } = await import('../warehouse/index.js')
  const { openWarehouse } = await import('./open-warehouse.js')
  const what = `the model ${model.name}`
  const warehouse = await openWarehouse(activation.source, {
    log: (message) => session.output.log('DEBUG', message),
    queryTag: `destination-customer-io ${purpose} ${model.name}`,
  })
  try {
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
    return { model, columns, stream, config: { ...activation.config, streams }, warehouse, what }
  } catch (thrown) {
    await warehouse.close()
    throw thrown
  }
}
