import { SNOWFLAKE_SOURCE, type SnowflakeSource } from '../warehouse/snowflake/source-config'
import type { Schema, SourceType } from './schema'

const text = (description: string, more: Readonly<Record<string, unknown>> = {}): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...more,
})
const method = (name: string): Schema => ({ type: 'string', const: name })

/** The warehouses, by the value of `source.type`. */
export const SOURCE_TYPES: Readonly<Record<Source['type'], SourceType>> = { snowflake: SNOWFLAKE_SOURCE }

/** The validated options of `source`. */
export type Source = SnowflakeSource

export const DEFAULT_SOURCE_TYPE: Source['type'] = 'snowflake'

/** The warehouse to read from. One branch for each `type`. */
export const SOURCE: Schema = { type: 'object', oneOf: Object.values(SOURCE_TYPES).map(({ schema }) => schema) }

/** How the changes of a model are found. One branch per `method`. */
export const CHANGES: Schema = {
  type: 'object',
  oneOf: [
    { required: ['method'], properties: { method: method('full') } },
    {
      required: ['method', 'column'],
      properties: {
        method: method('cursor'),
        column: text('The column whose value increases whenever a row changes, such as UPDATED_AT.'),
        lag_seconds: {
          type: 'number',
          minimum: 0,
          default: 120,
          description: 'Rows that are younger wait for the next run, because older rows can still be committed.',
        },
      },
    },
    {
      required: ['method'],
      properties: {
        method: method('diff'),
        max_resend_percent: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          default: 10,
          description:
            'The run stops before the first row if a larger share of unchanged rows would be sent again, because the mapping or the columns changed.',
        },
      },
    },
  ],
}

const MODEL: Schema = {
  type: 'object',
  required: ['name', 'rule'],
  properties: {
    name: text('The name of the model, also used in the state.'),
    table: text('A table, as in DB.SCHEMA.TABLE.'),
    view: text('A view, as in DB.SCHEMA.VIEW.'),
    query: text('A query: a single SELECT.'),
    key: {
      type: 'array',
      items: text('A column.'),
      description: 'The columns that together identify one row.',
    },
    rule: { type: 'object', description: 'The stream rule of the model, without its stream.' },
    changes: { ...CHANGES, default: { method: 'full' } },
    removed: {
      type: 'object',
      default: {},
      description: 'The handling of rows that are no longer in the model (with the method diff).',
      properties: {
        action: {
          type: 'string',
          enum: ['ignore', 'delete', 'clear_attributes', 'event'],
          default: 'ignore',
          description: 'The action for a removed row.',
        },
        event_name: text('The name of the event, for the action event.'),
        max_percent: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          default: 10,
          description: 'The run stops before the first removal if a larger share of the keys was removed.',
        },
      },
    },
    events_on_change: {
      type: 'array',
      default: [],
      description: 'Transitions of an attribute that become events (with the method diff).',
      items: {
        type: 'object',
        required: ['attribute', 'event_name'],
        properties: {
          attribute: text('The attribute, or its column.'),
          from: {
            type: ['string', 'number', 'boolean', 'null'],
            description: 'The value before. If omitted, any value matches.',
          },
          to: {
            type: ['string', 'number', 'boolean', 'null'],
            description: 'The value after. If omitted, any value matches.',
          },
          event_name: text('The name of the event.'),
          timestamp_column: text('The column with the time of the transition. The default is the time of the run.'),
          columns: {
            type: 'array',
            default: [],
            items: text('An attribute, or a column.'),
            description: 'Attributes or columns of the row that the event carries, beside attribute, from and to.',
          },
        },
      },
    },
    every: text('The minimum interval between runs of the model, such as 1h. The default is every run.'),
    cadence: {
      type: 'object',
      required: ['within'],
      description: 'Warns when the newest row of the model is too old.',
      properties: {
        within: text('The maximum age of the newest row, such as 24h.'),
        column: text('The column with the time of a row. The default is the cursor.'),
      },
    },
  },
}

/** activation.yml without `destination`, which has exactly the options of the connector. */
export const ACTIVATION_SCHEMA: Schema = {
  type: 'object',
  required: ['source', 'destination', 'models'],
  properties: {
    name: text('The name of this activation in its state. The default is the name of the file.'),
    source: SOURCE,
    destination: { type: 'object', description: 'The options of the connector, without streams.' },
    state: {
      type: 'object',
      default: {},
      description: 'Where the state of the delivery is stored.',
      properties: {
        store: {
          type: 'string',
          enum: ['local', 'warehouse'],
          default: 'local',
          description: 'local: a folder, without write access to the warehouse. warehouse: tables in a schema.',
        },
        directory: text('The folder of a local state.'),
        schema: text('The schema of a state in the warehouse.', { default: 'CIO_SYNC' }),
        lease_minutes: {
          type: 'number',
          exclusiveMinimum: 0,
          default: 10,
          description: 'How long the lock of a run that died blocks other runs, for a state in the warehouse.',
        },
      },
    },
    models: {
      type: 'array',
      minItems: 1,
      description: 'The models to deliver.',
      items: MODEL,
    },
  },
}
