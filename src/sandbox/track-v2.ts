import { invalid, type Problem } from './checks'
import { OK, type ApiReply, type Perform } from './reply'
import { problemsOf, type Operation } from './rules'
import { bytesOf, isObject, parseJson } from './values'
import type { Workspace } from './workspace'

/** Answers a request of version 2 of the Track API; undefined for an unknown path. */
export function answerTrackV2(
  workspace: Workspace,
  perform: Perform,
  method: string,
  pathname: string,
  text: string,
): ApiReply | undefined {
  if (method !== 'POST') return undefined
  if (pathname === '/api/v2/batch') return batch(workspace, perform, text)
  if (pathname === '/api/v2/entity') return entity(workspace, perform, text)
  return undefined
}

/** An invalid item does not affect the others: they are accepted, and the 207 reply names it by its index. */
function batch(workspace: Workspace, perform: Perform, text: string): ApiReply {
  const { batchBytes, itemBytes, oversizeStatus, emptyBatch } = workspace.settings
  if (bytesOf(text) >= batchBytes)
    return refuse(oversizeStatus, invalid('', `must be smaller than ${batchBytes} bytes`))
  const parsed = parseJson(text)
  if (!isObject(parsed)) return refuse(400, invalid('', 'must be a JSON object'))
  const { batch: items } = parsed
  if (!Array.isArray(items)) return refuse(400, invalid('batch', 'must be an array'))
  if (items.length === 0 && emptyBatch === 'refuse') return refuse(400, invalid('batch', 'must not be empty'))
  const accepted: Operation[] = []
  const errors: (Problem & { batch_index: number })[] = []
  items.forEach((item: unknown, index) => {
    // A short body cannot contain an item that is too large. Measuring an item costs as much as parsing it.
    const isTooLarge = text.length * 3 > itemBytes && bytesOf(JSON.stringify(item)) > itemBytes
    const problems = isTooLarge
      ? [invalid('', `must not be larger than ${itemBytes} bytes`)]
      : problemsOf(item, workspace.settings)
    if (problems.length === 0) accepted.push(item as Operation)
    for (const problem of problems) errors.push({ batch_index: index, ...problem })
  })
  perform(accepted.map((operation) => () => workspace.apply(operation)))
  return errors.length === 0 ? OK : { status: 207, body: { errors } }
}

function entity(workspace: Workspace, perform: Perform, text: string): ApiReply {
  const { itemBytes, oversizeStatus } = workspace.settings
  if (bytesOf(text) >= itemBytes) return refuse(oversizeStatus, invalid('', `must be smaller than ${itemBytes} bytes`))
  const operation = parseJson(text)
  const problems = problemsOf(operation, workspace.settings)
  if (problems.length > 0) return refuse(400, ...problems)
  perform([() => workspace.apply(operation as Operation)])
  return OK
}

function refuse(status: number, ...errors: readonly Problem[]): ApiReply {
  return { status, body: { errors } }
}
