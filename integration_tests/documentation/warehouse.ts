import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

/** The tables that the models of the documentation read, with a few rows each. Event times are around `nowMs`. */
function tables(nowMs: number): string {
  const hoursAgo = (hours: number) => `timestamp '${new Date(nowMs - hours * 3_600_000).toISOString().slice(0, 19)}'`
  return `
    create schema shop; create schema analytics;
    create table shop.customers (customer_id varchar, email varchar, first_name varchar, city varchar, created_at timestamp,
      loyalty_number hugeint, preferences json, unsubscribed boolean, survey_sent varchar, updated_at timestamp);
    insert into shop.customers values
      ('c1', ' Ada@Example.com', 'Ada', null, ${hoursAgo(9000)}, 90071992547409931, '{"size": 38}', false, null, ${hoursAgo(5)}),
      ('c1', 'old.ada@example.com', 'Ada', 'Porto', ${hoursAgo(9000)}, 1, '{}', false, null, ${hoursAgo(500)}),
      ('c2', 'grace@example.com', 'Grace', 'Malmö', ${hoursAgo(800)}, 2, null, true, null, ${hoursAgo(50)}),
      (null, 'no-id@example.com', 'Unknown', null, ${hoursAgo(1)}, 3, null, false, null, ${hoursAgo(1)});
    create table shop.orders (customer_id varchar, ordered_at timestamp, total double, refunded double);
    insert into shop.orders values ('c1', ${hoursAgo(100)}, 20, 5), ('c1', ${hoursAgo(10)}, 30, 0);
    create table shop.carts (cart_id varchar, customer_id varchar, status varchar, last_activity_at timestamptz, updated_at timestamp);
    insert into shop.carts values
      ('k1', 'c1', 'open', ${hoursAgo(30)}, ${hoursAgo(30)}), ('k2', 'c2', 'open', ${hoursAgo(2)}, ${hoursAgo(2)}),
      ('k3', 'c2', 'ordered', ${hoursAgo(40)}, ${hoursAgo(40)});
    create table shop.cart_status_history (change_id varchar, cart_id varchar, customer_id varchar, status varchar,
      changed_at timestamp, cart_total double);
    insert into shop.cart_status_history values
      ('h1', 'k1', 'c1', 'open', ${hoursAgo(20)}, 10), ('h2', 'k1', 'c1', 'inactive', ${hoursAgo(10)}, 10),
      ('h3', 'k2', 'c2', 'open', ${hoursAgo(9)}, 7);
    create table shop.cart_log (event_id varchar, customer_id varchar, event_name varchar, occurred_at timestamp,
      loaded_at timestamp, cart_total double, items json);
    insert into shop.cart_log values
      ('e1', 'c1', 'cart_updated', ${hoursAgo(20)}, ${hoursAgo(19)}, 10, '[]'),
      ('e1', 'c1', 'cart_updated', ${hoursAgo(20)}, ${hoursAgo(18)}, 10, '[]'),
      ('e2', 'c2', 'cart_updated', ${hoursAgo(9)}, ${hoursAgo(8)}, 7, '[]'), ('e3', null, 'cart_updated', ${hoursAgo(9)}, ${hoursAgo(8)}, 7, '[]');
    create table shop.erasure_requests (customer_id varchar, confirmed_at timestamp);
    insert into shop.erasure_requests values ('c2', ${hoursAgo(3)}), ('c1', null);`
}

export interface View {
  readonly name: string
  /** By column, in the form of a JSON schema property. */
  readonly properties: Readonly<Record<string, unknown>>
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** A small warehouse that stands in for Snowflake: names in upper case, times as Airbyte's source writes them. */
export class Warehouse {
  private constructor(private readonly connection: DuckDBConnection) {}

  static async open(nowMs: number): Promise<Warehouse> {
    const instance = await DuckDBInstance.create(':memory:')
    const warehouse = new Warehouse(await instance.connect())
    await warehouse.run(`set timezone = 'UTC'; ${tables(nowMs)}`)
    return warehouse
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql)
  }

  async read(view: string): Promise<View> {
    const result = await this.connection.runAndReadAll(`select * from analytics.${view}`)
    const columns = result.columnNames().map((name, index) => ({ name, type: String(result.columnType(index)) }))
    const rows = result.getRowObjectsJson() as Record<string, unknown>[]
    return {
      name: view.toUpperCase(),
      properties: Object.fromEntries(columns.map(({ name, type }) => [name.toUpperCase(), propertyOf(type)])),
      rows: rows.map((row) =>
        Object.fromEntries(columns.map(({ name, type }) => [name.toUpperCase(), valueOf(row[name], type)])),
      ),
    }
  }

  close(): void {
    this.connection.closeSync()
  }
}

function propertyOf(type: string): unknown {
  if (type.startsWith('TIMESTAMP')) {
    const zone = type === 'TIMESTAMP' ? 'timestamp_without_timezone' : 'timestamp_with_timezone'
    return { type: 'string', format: 'date-time', airbyte_type: zone }
  }
  if (type === 'BOOLEAN') return { type: 'boolean' }
  return { type: type === 'DOUBLE' || type === 'HUGEINT' ? 'number' : 'string' }
}

function valueOf(value: unknown, type: string): unknown {
  if (typeof value !== 'string' || !type.startsWith('TIMESTAMP')) return value ?? null
  return value.replace(' ', 'T').replace(/\+00$/, 'Z')
}
