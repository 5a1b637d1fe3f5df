import { SystemError } from '../core/errors'
import type { PreparedModel } from './prepared-model'
import type { Warehouse } from './warehouse'

/** A warning if the newest row of a model is older than its cadence allows, or if the model has no row. SystemError for a time that cannot be read. */
export async function cadenceWarning(
  warehouse: Warehouse,
  { model, cadence, zone }: PreparedModel,
  nowMs: number,
): Promise<string | undefined> {
  if (cadence === undefined || model.cadence === undefined) return undefined
  const newest = await warehouse.newest(model.relation, cadence, {
    zone,
    what: `the newest row of the model ${model.name}`,
  })
  const within = durationText(model.cadence.withinMs)
  if (newest === null)
    return `The model ${model.name} has no row with a ${cadence.name}. It expects one every ${within}.`
  const ageMs = nowMs - Date.parse(newest)
  if (Number.isNaN(ageMs))
    throw new SystemError(`The newest ${cadence.name} of the model ${model.name} is not a time that can be read.`)
  if (ageMs <= model.cadence.withinMs) return undefined
  return (
    `The newest row of the model ${model.name} is ${durationText(ageMs)} old (${cadence.name} ${newest}), and ` +
    `it expects one every ${within}. Check the process that fills the model.`
  )
}

/** `36 h`, `3 days`, `15 min`. */
function durationText(ms: number): string {
  const hours = ms / 3_600_000
  if (hours >= 72) return `${Math.round(hours / 24)} days`
  return hours >= 1 ? `${Math.round(hours)} h` : `${Math.round(ms / 60_000)} min`
}
