/**
 * What the API's documents leave open, each a switch with the default that the sandbox takes (docs/sandbox.md says why).
 */
export interface Settings {
  /** Bytes of one item and of one batch: "32 kb" and "500 kb" may be decimal or binary. */
  itemBytes: number
  batchBytes: number
  /** Status of a request that is too large. */
  oversizeStatus: 400 | 413
  /** The workspace setting "allow updates to email using ID". */
  allowEmailUpdateById: boolean
  /** An unknown id with an e-mail that belongs to a person of another id: that person takes the id, or the e-mail is dropped. */
  takenEmail: 'drop' | 'take_id'
  /** null and "" remove an attribute of a person, as documented for objects. */
  nullRemovesFromPeople: boolean
  /** An event of somebody unknown creates the person. */
  eventsCreatePeople: boolean
  /** A relationship with an unknown object creates the object. */
  relationshipsCreateObjects: boolean
  /** Milliseconds between the reply and the effect. */
  applyAfterMs: number
  /** The items of a batch take effect in any order. */
  shuffle: boolean
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  itemBytes: 32_000,
  batchBytes: 500_000,
  oversizeStatus: 400,
  allowEmailUpdateById: true,
  takenEmail: 'drop',
  nullRemovesFromPeople: true,
  eventsCreatePeople: true,
  relationshipsCreateObjects: true,
  applyAfterMs: 0,
  shuffle: false,
}
