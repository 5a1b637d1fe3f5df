import type { DestinationSyncMode } from '../core/stream'
import { createMapping, createStream, type Mapping } from './testing/mapping-factories'

const RULES: Readonly<Record<string, object>> = {
  person: { object: 'person', id_column: 'id' },
  object: { object: 'object', object_type_id: '1', object_id_column: 'id' },
  relationship: { object: 'relationship', object_type_id: '1', object_id_column: 'o', id_column: 'id' },
  device: { object: 'device', id_column: 'id', token_column: 't', platform: 'ios' },
  segment_membership: { object: 'segment_membership', id_column: 'id', segment_id: '7' },
  person_suppression: { object: 'person_suppression', id_column: 'id' },
}

function mappingOf(object: string, syncMode: DestinationSyncMode, more: object = {}): Mapping {
  const streams = [{ stream: 's', ...RULES[object], ...more }]
  return createMapping({ streams }, createStream('s', ['id', 'o', 't', 'plan'], { syncMode }))
}

describe('the mode of a stream with a rule', () => {
  it.each(['append', 'append_dedup', 'update', 'overwrite'] as const)('%s decides the operation of people', (mode) => {
    const mapping = mappingOf('person', mode)
    expect(mapping.mapper.operation).toBe(mode === 'update' ? 'update' : 'upsert')
    expect(mapping.attributes({ id: '1', plan: 'pro' })).toEqual(
      mode === 'update' ? { _update: true, plan: 'pro' } : { plan: 'pro' },
    )
    expect(mapping.warnings.length).toBe(mode === 'overwrite' ? 1 : 0)
  })

  it.each(Object.keys(RULES))('soft_delete needs an operation in the rule: %s', (object) => {
    const first = mappingOf(object, 'append').mapper.operation
    const problem = new RegExp(
      `comes in the mode soft_delete, .*"operation":"delete".*, or with "operation": "${first}" to write the rows`,
    )
    expect(() => mappingOf(object, 'soft_delete')).toThrow(problem)
    const mapping = mappingOf(object, 'soft_delete', { operation: 'delete' })
    expect([mapping.mapper.operation, mapping.warnings]).toEqual(['delete', []])
    expect(mappingOf(object, 'soft_delete', { operation: first }).warnings).toEqual([
      `The stream s comes in the mode soft_delete, and its rule says ${object} ${first}. The rule applies.`,
    ])
  })

  it('is warned about once where the rule says something else', () => {
    expect(mappingOf('person', 'update', { operation: 'upsert' }).warnings).toEqual([
      'The stream s comes in the mode update, and its rule says person upsert. The rule applies.',
    ])
    expect(mappingOf('person', 'update', { operation: 'delete' }).warnings).toHaveLength(1)
    expect(mappingOf('object', 'update').warnings).toHaveLength(1)
    expect(mappingOf('person', 'append', { operation: 'delete' }).warnings).toEqual([])
  })
})
