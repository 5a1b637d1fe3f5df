/**
 * Limits of Customer.io's Track API (Track API reference, limits), each stated once. They belong to core because
 * mapping, delivery, inspection and the warehouse audit judge by them, and none of these may import the client.
 * "kb" is read as 1,000 bytes, the smaller of its two meanings. All byte limits count UTF-8.
 */

/** A batch request must be smaller than 500 kb. */
export const MAX_BODY_BYTES = 500_000
/** One item of a batch is at most 32 kb. */
export const MAX_ITEM_BYTES = 32_000
/** Ids that one call of the manual segment endpoints takes. */
export const MAX_SEGMENT_IDS = 1000
/** Ids of people and objects. No other identifier has a documented limit. */
export const MAX_ID_BYTES = 150
/** Attributes of one identify call, object or relationship. */
export const MAX_ATTRIBUTES = 300
/** Names of attributes of people, objects and relationships. */
export const MAX_ATTRIBUTE_NAME_BYTES = 150
/** Values of attributes of people, objects and relationships. Event data has no limit but that of the item. */
export const MAX_VALUE_BYTES = 1000
export const MAX_EVENT_NAME_BYTES = 100
/** Events of the past 72 hours can start campaigns. */
export const CAMPAIGN_TRIGGER_HOURS = 72
