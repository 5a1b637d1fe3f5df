'use strict'
/** The vendor's client as its documentation shows it: identify() for each person, 16 in flight. */
const { TrackClient } = require('customerio-node')
const { rows, toAttributes, done } = require('./rows.cjs')

async function main() {
  const client = new TrackClient('site', 'key', { url: `${process.argv[2]}/api/v1` })
  const inFlight = new Set()
  let count = 0
  for await (const row of rows()) {
    const call = client.identify(row.id, toAttributes(row)).then(() => {
      inFlight.delete(call)
      count++
    })
    inFlight.add(call)
    if (inFlight.size >= 16) await Promise.race(inFlight)
  }
  await Promise.all(inFlight)
  done(count)
}

void main()
