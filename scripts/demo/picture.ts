import type { Sandbox } from '../../src/sandbox/index'

/** The content of a workspace at one time, in a comparable form. */
export interface Picture {
  readonly people: number
  readonly attributes: number
  readonly events: number
  /** Events that can start a campaign. */
  readonly liveEvents: number
  /** Changes that Customer.io answered with 200 and dropped. */
  readonly failedChanges: number
  /** Write requests since the sandbox started. */
  readonly requests: number
  /** The attributes of each person by cio_id, which never changes: `name` and the JSON text of the value. */
  readonly profiles: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export function takePicture({ workspace, requestCount }: Sandbox): Picture {
  const profiles = new Map<string, ReadonlyMap<string, string>>()
  for (const { cioId, id, email, phone, attributes, devices, relationships, segments } of workspace.people.all) {
    const named = { 'its id': id, 'its email': email, 'its phone': phone }
    const counted = { devices: devices.size, relationships: relationships.size, segments: segments.size }
    const values = [...attributes].map(([name, { value }]) => [name, value] as const)
    const all = [...Object.entries({ ...named, ...counted }), ...values]
    profiles.set(
      cioId,
      new Map(all.map(([name, value]) => [name, value === undefined ? 'none' : JSON.stringify(value)])),
    )
  }
  return {
    people: workspace.people.size,
    attributes: [...workspace.people.all].reduce((sum, { attributes }) => sum + attributes.size, 0),
    events: workspace.events.length,
    liveEvents: workspace.events.filter(({ canTrigger }) => canTrigger).length,
    failedChanges: workspace.people.failedChanges.length,
    requests: requestCount,
    profiles,
  }
}

/** All differences between two pictures, one sentence each; empty if they are equal. */
export function differences(before: Picture, after: Picture): readonly string[] {
  const sentences: string[] = []
  for (const [what, was, is] of [
    ['people', before.people, after.people],
    ['events', before.events, after.events],
    ['events that can start a campaign', before.liveEvents, after.liveEvents],
    ['failed changes', before.failedChanges, after.failedChanges],
  ] as const) {
    if (was !== is) sentences.push(`${what}: ${was} before, ${is} after`)
  }
  for (const cioId of new Set([...before.profiles.keys(), ...after.profiles.keys()])) {
    const [old, now] = [before.profiles.get(cioId), after.profiles.get(cioId)]
    for (const name of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
      const [was, is] = [old?.get(name) ?? 'none', now?.get(name) ?? 'none']
      if (was !== is) sentences.push(`profile ${cioId}, ${name}: ${was} before, ${is} after`)
    }
  }
  return sentences
}
