'use strict'
/**
 * The API that all clients write to, in a separate process. It accepts any request, discards the body and answers `{}`
 * after `latencyMs`. Messages from the parent: {latencyMs} sets the latency and resets the counts,
 * {keep: true} keeps the bodies to be checked, {report: true} asks for what was counted.
 */
const { createServer } = require('node:http')
const { Checker } = require('./checker.cjs')

let latencyMs = 0
let counted = newCounts()
let checker

function newCounts() {
  return { requests: 0, bytes: 0, inFlight: 0, maxInFlight: 0, arrivals: [] }
}

const server = createServer((request, response) => {
  counted.requests++
  counted.maxInFlight = Math.max(counted.maxInFlight, ++counted.inFlight)
  counted.arrivals.push(performance.now())
  const parts = checker === undefined ? undefined : []
  request.on('data', (part) => {
    counted.bytes += part.length
    parts?.push(part)
  })
  request.on('end', () => {
    if (request.method === 'POST') checker?.check(Buffer.concat(parts))
    const region = request.url === '/api/v1/accounts/region'
    if (region) {
      counted.requests--
      counted.arrivals.pop()
    }
    const answer = () => {
      counted.inFlight--
      response.setHeader('content-type', 'application/json')
      response.end(region ? '{"url":"https://track.customer.io","region":"us","environment_id":1}' : '{}\n')
    }
    if (latencyMs === 0) answer()
    else setTimeout(answer, latencyMs)
  })
})
server.keepAliveTimeout = 60_000

process.on('message', (message) => {
  if (message.latencyMs !== undefined) {
    latencyMs = message.latencyMs
    counted = newCounts()
    checker = message.keep ? new Checker() : undefined
    process.send({ ready: true })
  }
  if (message.report) process.send({ ...counted, checked: checker?.result() })
})

server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }))
