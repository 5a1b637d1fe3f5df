/**
 * What the API's documents leave open, each a switch with the default that the sandbox takes (docs/sandbox.md says
 * why). Names and defaults are compared with that page by a test.
 */
export interface Settings {
  /** Which identifiers the workspace is set to use, beside cio_id. */
  identifiers: 'id+email+phone' | 'id+email' | 'id' | 'email'
  /** Bytes of one item and of one batch: "32 kb" and "500 kb" may be decimal or binary. */
  itemBytes: number
  batchBytes: number
  /** Status of a request that is too large. */
  oversizeStatus: 400 | 413
  /** What a batch without items gets. */
  emptyBatch: 'refuse' | 'accept'
  /** Bodies may come with `content-encoding: gzip`. */
  gzipBodies: boolean
  /** The 1,000 bytes of an attribute's value hold for the JSON text of lists and objects too. */
  nestedValuesCount: boolean
  /** The workspace setting "allow updates to email using ID". */
  allowEmailUpdateById: boolean
  /** An unknown id with an e-mail that belongs to a person of another id: that person takes the id, or the e-mail is dropped. */
  takenEmail: 'drop' | 'take_id'
  /** E-mails are stored in lower case. */
  lowerCaseEmails: boolean
  /** An update that may not create and finds nobody is noted as a failed attribute change. */
  logUpdateMisses: boolean
  /** null and "" remove an attribute of a person, as documented for objects. */
  nullRemovesFromPeople: boolean
  /** `_timestamp` among the attributes of a v2 identify orders them, as it does in v1. */
  timestampAmongAttributes: boolean
  /** Attributes that one person, object or relationship can hold. */
  attributesPerProfile: number
  /** An event, a device or a relationship of somebody unknown creates the person. */
  eventsCreatePeople: boolean
  devicesCreatePeople: boolean
  relationshipsCreatePeople: boolean
  /** A relationship with an unknown object creates the object. */
  relationshipsCreateObjects: boolean
  /** What becomes of an event whose id is no ULID: refused, taken without its id, or taken with it. */
  otherEventIds: 'refuse' | 'ignore' | 'keep'
  /** Hours in which a repeated event id is ignored; 0 for ever. */
  dedupeHours: number
  /** Event ids are compared within the workspace, or with those of the same person only. */
  dedupeScope: 'workspace' | 'person'
  /** Timestamps may be digits in a text. */
  textTimestamps: boolean
  /** An event dated in the future can trigger campaigns. */
  futureEventsTrigger: boolean
  /** The workspace setting that ties anonymous events to the person who comes with their anonymous_id. */
  mergeAnonymousEvents: boolean
  /** v2 takes events of an anonymous_id. */
  anonymousEventsV2: boolean
  /** Object types that come to be by naming them. */
  maxObjectTypes: number
  /** The segment calls take e-mails and cio_ids as well as ids. */
  segmentIdTypes: boolean
  /** Requests answered in any one second, the rest get 429; 0 for no limit. */
  trackRequestsPerSecond: number
  appRequestsPerSecond: number
  /** Milliseconds between the reply and the effect. */
  applyAfterMs: number
  /** The items of a batch take effect in any order. */
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

/** The values of the switches that are no plain number or boolean. */
const CHOICES: Partial<Record<keyof Settings, readonly (string | number)[]>> = {
  identifiers: ['id+email+phone', 'id+email', 'id', 'email'],
  oversizeStatus: [400, 413],
  emptyBatch: ['refuse', 'accept'],
  takenEmail: ['drop', 'take_id'],
  otherEventIds: ['refuse', 'ignore', 'keep'],
  dedupeScope: ['workspace', 'person'],
}

/** Reads `name=value` pairs. Throws an Error that says what a switch takes. */
export function parseSettings(pairs: readonly string[]): Partial<Settings> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const name = at < 0 ? pair : pair.slice(0, at)
      if (!isSetting(name)) {
        throw new Error(`There is no switch '${name}'; known are ${Object.keys(DEFAULT_SETTINGS).join(', ')}.`)
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
    if (chosen === undefined) throw new Error(`The switch ${name} takes ${choices.join(' or ')}.`)
    return chosen
  }
  if (typeof DEFAULT_SETTINGS[name] === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new Error(`The switch ${name} takes true or false.`)
    return text === 'true'
  }
  if (!/^\d{1,9}$/.test(text)) throw new Error(`The switch ${name} takes a whole number.`)
  return Number(text)
}
