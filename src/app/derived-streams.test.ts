import { loadConfig } from '../config/load'
import { createStream, NOW_MS } from '../mapping/testing/mapping-factories'
import { compileDerived, type DerivedStream } from './derived-streams'

describe('the attributes of a person who left the model', () => {
  it('are cleared, except protected and one-way ones', () => {
    const { config } = loadConfig({
      credentials: { site_id: 'site', api_key: 'key' },
      attributes: [
        { attribute: 'kept', protected: true },
        { attribute: 'vip', type: 'boolean', one_way: true },
        { attribute: 'plan', null_handling: 'skip' },
      ],
    })
    const stream = createStream('removed', ['id', 'kept', 'vip', 'plan'])
    const rule = { stream: 'removed', object: 'person', operation: 'update', id_column: 'id' }
    const { mappers } = compileDerived(config, [{ stream, rule } as unknown as DerivedStream])
    const row = { kind: 'row' as const, stream, data: { id: '1', kept: null, vip: null, plan: null } }
    const ref = { stream, position: 1, checkpointWindow: 0, key: undefined, row: undefined, settled: false }
    const mapped = mappers.get(stream)!.map({ ...row, emittedAtMs: 0, nulled: [] }, ref, NOW_MS)
    const item =
      mapped.kind === 'item' ? (JSON.parse(mapped.item.json.toString()) as { attributes: object }) : undefined
    expect(item?.attributes).toEqual({ _update: true, plan: '' })
  })
})
