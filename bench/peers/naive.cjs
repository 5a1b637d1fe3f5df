'use strict'
/** A destination as one writes it in an afternoon: batches of 1,000 by axios, one request after the other. */
const axios = require('axios')
const { rows, toAttributes, done } = require('./rows.cjs')

async function main() {
  const url = `${process.argv[2]}/api/v2/batch`
  const auth = { username: 'site', password: 'key' }
  let batch = []
  let count = 0
  const send = async () => {
    await axios.post(url, { batch }, { auth })
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
