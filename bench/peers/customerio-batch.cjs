'use strict'
/** The vendor's client with batches of 1,000, one after the other. */
const { TrackClient } = require('customerio-node')
const { rows, toAttributes, done } = require('./rows.cjs')

async function main() {
  const client = new TrackClient('site', 'key')
  client.trackV2Root = `${process.argv[2]}/api/v2`
  let batch = []
  let count = 0
  const send = async () => {
    await client.batch(batch)
    count += batch.length
    batch = []
  }
  for await (const row of rows()) {
    batch.push({ type: 'person', identifiers: { id: row.id }, action: 'identify', attributes: toAttributes(row) })
    if (batch.length === 1000) await send()
  }
  if (batch.length > 0) await send()
  done(count)
}

void main()
