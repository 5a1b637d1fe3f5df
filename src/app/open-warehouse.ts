import type { Source } from '../config/activation-schema'
import type { ConnectOptions, Warehouse } from '../warehouse/index'

type Connect<S> = (source: S, options: ConnectOptions) => Promise<Warehouse>

/** How to connect to each warehouse. Imported on demand: no other warehouse is loaded with it. */
const WAREHOUSES: { readonly [T in Source['type']]: () => Promise<Connect<Extract<Source, { readonly type: T }>>> } = {
  snowflake: async () => (await import('../warehouse/snowflake/index.js')).connectSnowflake,
}

/** Connects to the warehouse of an activation. Close it. */
export async function openWarehouse(source: Source, options: ConnectOptions): Promise<Warehouse> {
  const connect = await WAREHOUSES[source.type]()
  return connect(source, options)
}
