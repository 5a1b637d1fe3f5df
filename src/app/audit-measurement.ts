import { counted } from '../lib/format'
import type { Mapper } from '../mapping/mapper'
import type { AuditFigures, Column } from '../warehouse/index'
import type { BoundModel } from './bound-model'
import type { Ports } from './ports'

/** Measures a model in the warehouse. `momentsS` are the unix seconds at which the ages of events are split. */
export async function measureModel(
  ports: Ports,
  { warehouse, model, columns, what }: BoundModel,
  { streamMapping }: Mapper,
  { key, momentsS }: { readonly key: readonly Column[]; readonly momentsS: readonly number[] },
): Promise<AuditFigures> {
  const columnOf = (name: string | undefined) => columns.find((column) => column.name === name)
  const identifier = (kind: string) => columnOf(streamMapping.person.find((one) => one.kind === kind)?.column)
  const { eventTimeField } = streamMapping.definition
  const time = columnOf(eventTimeField && streamMapping.columns.get(eventTimeField))
  const [id, email] = [identifier('id'), identifier('email')]
  let [done, total] = [0, 1]
  const stopProgress = ports.showProgress({
    total: () => total,
    done: () => done,
    line: () => `${done} of ${counted(total, 'query', 'queries')} finished`,
  })
  try {
    return await warehouse.audit({
      relation: model.relation,
      what,
      columns,
      identifiers: streamMapping.person.flatMap(({ kind, column }) => {
        const found = columnOf(column)
        return found === undefined ? [] : [{ column: found, isEmail: kind === 'email' }]
      }),
      idAndEmail: id !== undefined && email !== undefined ? { id, email } : undefined,
      ages: time !== undefined && /^(timestamp|date)/.test(time.kind) ? { column: time, momentsS } : undefined,
      key,
      onStep: (finished, all) => ([done, total] = [finished, all]),
    })
  } finally {
    stopProgress()
  }
}
