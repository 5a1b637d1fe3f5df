'use strict'
const { createInterface } = require('node:readline')

/** The rows of stdin as nearly every connector reads them: a line at a time, each parsed. */
async function* rows() {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const message = JSON.parse(line)
    if (message.type === 'RECORD') yield message.record.data
  }
}

/** The same mapping for all: times as unix seconds, nulls left out, the id as identifier. */
function toAttributes({ id, ...columns }) {
  const attributes = {}
  for (const [name, value] of Object.entries(columns)) {
    if (value !== null) attributes[name] = name.endsWith('_at') ? Math.floor(Date.parse(value) / 1000) : value
  }
  return attributes
}

function done(count) {
  console.log(JSON.stringify({ count }))
}

module.exports = { rows, toAttributes, done }
