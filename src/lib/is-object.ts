import { LosslessNumber } from 'lossless-json'

/** True for a JSON object: not an array, not null, and not a number past 2^53, which parseJson keeps as an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber)
}
