'use strict'
/**
 * The floor: read stdin as bytes, split at newlines, JSON.parse, JSON.stringify an item, drop it. Nothing is checked,
 * converted, packed, sent or acknowledged.
 */
let rest = []
let count = 0
let characters = 0

function take(line) {
  const message = JSON.parse(line)
  if (message.type !== 'RECORD') return
  const { data } = message.record
  count++
  // The row's own object serves as the attributes: no loop of this kind can do less.
  const item = { type: 'person', identifiers: { id: data.id }, action: 'identify', attributes: data }
  characters += JSON.stringify(item).length
}

process.stdin.on('data', (chunk) => {
  let start = 0
  for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
    if (rest.length === 0) take(chunk.utf8Slice(start, end))
    else {
      rest.push(chunk.subarray(start, end))
      take(Buffer.concat(rest).utf8Slice())
      rest = []
    }
    start = end + 1
  }
  if (start < chunk.length) rest.push(chunk.subarray(start))
})
process.stdin.on('end', () => console.log(JSON.stringify({ count, characters })))
