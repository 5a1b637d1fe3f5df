'use strict'
/** The read loop of most connectors: readline, JSON.parse, nothing sent. */
const { rows, done } = require('./rows.cjs')

async function main() {
  let count = 0
  for await (const row of rows()) if (row.id !== undefined) count++
  done(count)
}

void main()
