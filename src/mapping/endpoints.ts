import { MAX_BODY_BYTES, MAX_SEGMENT_IDS } from '../core/api-limits'
import type { Endpoint } from './mapped-item'

/** Track API v2: operations of all kinds in one body. */
export const BATCH: Endpoint = {
  path: '/api/v2/batch',
  open: '{"batch":[',
  close: ']}',
  maxBytes: MAX_BODY_BYTES,
  // The API names no limit; bytes are what closes a body.
  maxItems: Number.MAX_SAFE_INTEGER,
}

/** Track API v1: one call adds people to one manual segment, or removes them, by one kind of identifier. */
export class SegmentEndpoints {
  private readonly byPath = new Map<string, Endpoint>()

  /** The same object for the same arguments: the batcher has one open body for each. */
  get(segmentId: string, action: 'add' | 'remove', idType: string): Endpoint {
    const path = `/api/v1/segments/${encodeURIComponent(segmentId)}/${action}_customers?id_type=${idType}`
    let endpoint = this.byPath.get(path)
    if (endpoint === undefined) {
      endpoint = { path, open: '{"ids":[', close: ']}', maxBytes: MAX_BODY_BYTES, maxItems: MAX_SEGMENT_IDS }
      this.byPath.set(path, endpoint)
    }
    return endpoint
  }
}
