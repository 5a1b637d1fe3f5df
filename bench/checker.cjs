'use strict'
/** The documented limits of the Track API's batch endpoint. */
const MAX_BODY_BYTES = 500_000
const MAX_ITEM_BYTES = 32_000

/** Looks into every body: all JSON, all within the limits, and which rows came how often. Never in a timed run. */
class Checker {
  problems = []
  rows = new Map()
  items = 0
  bodies = 0
  largest = 0

  check(body) {
    this.bodies++
    this.largest = Math.max(this.largest, body.length)
    if (body.length >= MAX_BODY_BYTES) this.problems.push(`a body of ${body.length} bytes`)
    let batch
    try {
      batch = JSON.parse(body.toString()).batch
    } catch (error) {
      this.problems.push(`a body that is not JSON: ${error.message}`)
      return
    }
    for (const item of batch) {
      this.items++
      const bytes = Buffer.byteLength(JSON.stringify(item))
      if (bytes > MAX_ITEM_BYTES) this.problems.push(`an item of ${bytes} bytes`)
      const key = item.id ?? item.identifiers.id
      this.rows.set(key, (this.rows.get(key) ?? 0) + 1)
    }
  }

  result() {
    let repeated = 0
    for (const count of this.rows.values()) if (count > 1) repeated++
    return {
      bodies: this.bodies,
      items: this.items,
      distinct: this.rows.size,
      repeated,
      largest: this.largest,
      problems: this.problems.slice(0, 5),
    }
  }
}

module.exports = { Checker }
