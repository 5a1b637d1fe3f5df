'use strict'
/** A customer data platform's client, 1,000 calls a batch; the package is the second argument. */
const [url, name] = process.argv.slice(2)
const { Analytics } = require(name)
const { rows, toAttributes, done } = require('./rows.cjs')

async function main() {
  const client = new Analytics({
    writeKey: 'key',
    host: url,
    flushAt: 1000,
    maxEventsInBatch: 1000,
    flushInterval: 1000,
  })
  client.on('error', (error) => {
    throw new Error(`the client gave up: ${error.code ?? ''} ${error.reason?.message ?? ''}`)
  })
  let count = 0
  for await (const row of rows()) {
    client.identify({ userId: row.id, traits: toAttributes(row) })
    count++
  }
  await client.closeAndFlush()
  done(count)
}

void main()
