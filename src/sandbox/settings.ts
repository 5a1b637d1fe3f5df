/**
 * Switches for behavior that the documentation of the API leaves open. docs/sandbox.md gives the reason of each default; a
 * test compares names and defaults with that page.
 */
export interface Settings {
  /** Identifiers that the workspace uses, besides cio_id. */
  identifiers: 'id+email+phone' | 'id+email' | 'id' | 'email'
  /** Maximum bytes of one item and of one batch: "32 kb" and "500 kb" may be decimal or binary. */
  itemBytes: number
  batchBytes: number
  /** Status of a request that is too large. */
  oversizeStatus: 400 | 413
  /** The reply to a batch without items. */
  emptyBatch: 'refuse' | 'accept'
  /** Accepts bodies with `content-encoding: gzip`. */
  gzipBodies: boolean
  /** Applies the limit of 1,000 bytes per value to the JSON text of lists and objects too. */
  nestedValuesCount: boolean
  /** The workspace setting "allow updates to email using ID". */
  allowEmailUpdateById: boolean
  /** For an unknown id with the email address of a person with another id: changes that id, or drops the email address. */
  takenEmail: 'drop' | 'take_id'
  /** Stores email addresses in lower case. */
  lowerCaseEmails: boolean
  /** Logs an update that may not create and finds no one as a failed attribute change. */
  logUpdateMisses: boolean
  /** null and "" remove an attribute of a person, as is documented for objects. */
  nullRemovesFromPeople: boolean
  /** `_timestamp` among the attributes of a v2 identify orders them, as it does in v1. */
  timestampAmongAttributes: boolean
  /** Maximum number of attributes of a person, object or relationship. */
  attributesPerProfile: number
  /** An event, a device or a relationship of an unknown person creates the person. */
  eventsCreatePeople: boolean
  devicesCreatePeople: boolean
  relationshipsCreatePeople: boolean
  /** A relationship with an unknown object creates the object. */
  relationshipsCreateObjects: boolean
  /** Whether an event whose id is not a ULID is refused, accepted without its id, or accepted with it. */
  otherEventIds: 'refuse' | 'ignore' | 'keep'
  /** Hours for which a repeated event id is ignored; 0 is forever. */
  dedupeHours: number
  /** Compares event ids within the workspace, or only those of the same person. */
  dedupeScope: 'workspace' | 'person'
  /** Accepts timestamps that are digits in a string. */
  textTimestamps: boolean
  /** An event dated in the future can trigger campaigns. */
  futureEventsTrigger: boolean
  /** The workspace setting that assigns anonymous events to the person who is identified with their anonymous_id. */
  mergeAnonymousEvents: boolean
  /** v2 accepts events of an anonymous_id. */
  anonymousEventsV2: boolean
  /** Maximum number of object types that are created when an operation names them. */
  maxObjectTypes: number
  /** The segment calls accept email addresses and cio_ids as well as ids. */
  segmentIdTypes: boolean
  /** Requests per second; those beyond get status 429. 0 means unlimited. */
  trackRequestsPerSecond: number
  appRequestsPerSecond: number
  /** Milliseconds between the reply and the effect. */
  applyAfterMs: number
  /** Applies the items of a batch in random order. */
  shuffle: boolean
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  identifiers: 'id+email+phone',
  itemBytes: 32_000,
  batchBytes: 500_000,
  oversizeStatus: 400,
  emptyBatch: 'refuse',
  gzipBodies: false,
  nestedValuesCount: true,
  allowEmailUpdateById: true,
  takenEmail: 'drop',
  lowerCaseEmails: false,
  logUpdateMisses: true,
  nullRemovesFromPeople: true,
  timestampAmongAttributes: false,
  attributesPerProfile: 300,
  eventsCreatePeople: true,
  devicesCreatePeople: true,
  relationshipsCreatePeople: true,
  relationshipsCreateObjects: true,
  otherEventIds: 'refuse',
  dedupeHours: 0,
  dedupeScope: 'workspace',
  textTimestamps: false,
  futureEventsTrigger: true,
  mergeAnonymousEvents: true,
  anonymousEventsV2: true,
  maxObjectTypes: 15,
  segmentIdTypes: true,
  trackRequestsPerSecond: 0,
  appRequestsPerSecond: 0,
  applyAfterMs: 0,
  shuffle: false,
}

/** The values of the switches that are neither a number nor a boolean. */
const CHOICES: Partial<Record<keyof Settings, readonly (string | number)[]>> = {
  identifiers: ['id+email+phone', 'id+email', 'id', 'email'],
  oversizeStatus: [400, 413],
  emptyBatch: ['refuse', 'accept'],
  takenEmail: ['drop', 'take_id'],
  otherEventIds: ['refuse', 'ignore', 'keep'],
  dedupeScope: ['workspace', 'person'],
}

/** Parses `name=value` pairs. Throws an Error that lists what a switch accepts. */
export function parseSettings(pairs: readonly string[]): Partial<Settings> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const name = at < 0 ? pair : pair.slice(0, at)
      if (!isSetting(name)) {
        throw new Error(`There is no switch '${name}'. Fix: use one of ${Object.keys(DEFAULT_SETTINGS).join(', ')}.`)
      }
      return [name, parseValue(name, at < 0 ? '' : pair.slice(at + 1))]
    }),
  )
}

function isSetting(name: string): name is keyof Settings {
  return Object.hasOwn(DEFAULT_SETTINGS, name)
}

function parseValue(name: keyof Settings, text: string): unknown {
  const choices = CHOICES[name]
  if (choices !== undefined) {
    const chosen = choices.find((choice) => String(choice) === text)
    if (chosen === undefined) throw new Error(`The switch ${name} must be ${choices.join(' or ')}.`)
    return chosen
  }
  if (typeof DEFAULT_SETTINGS[name] === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new Error(`The switch ${name} must be true or false.`)
    return text === 'true'
  }
  if (!/^\d{1,9}$/.test(text)) throw new Error(`The switch ${name} must be a whole number of at most 9 digits.`)
  return Number(text)
}
