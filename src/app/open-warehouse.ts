import type { Source } from '../config/activation-schema'
import type { ConnectOptions, Warehouse } from '../warehouse/index'

type Type = Source['type']
type SourceOf<T extends Type> = Extract<Source, { readonly type: T }>

/** How to connect to each warehouse. Each is imported on demand. */
const WAREHOUSES: {
  readonly [T in Type]: (source: SourceOf<T>, options: ConnectOptions) => Promise<Warehouse>
} = {
  snowflake: async (source, options) =>
    (await import('../warehouse/snowflake/index.js')).connectSnowflake(source, options),
}

/** Connects to the warehouse of an activation. The caller closes it. */
export function openWarehouse(source: Source, options: ConnectOptions): Promise<Warehouse> {
  return connect(source.type, source, options)
}

function connect<T extends Type>(type: T, source: SourceOf<T>, options: ConnectOptions): Promise<Warehouse> {
  return WAREHOUSES[type](source, options)
}
