/** What can be told about a message without parsing its line. */
export interface ScannedMessage {
  type: string | undefined
  /** It has an object in `record`. */
  hasRecord: boolean
  /** Members of that object. */
  stream: string | undefined
  namespace: string | undefined
  /** Its closing brace was found. */
  isComplete: boolean
}

const UNKNOWN: ScannedMessage = {
  type: undefined,
  hasRecord: false,
  stream: undefined,
  namespace: undefined,
  isComplete: false,
}

/**
 * The messages of a line that the parser refuses, or does not accept as one message: a value that is not JSON, a message
 * that is cut short, several messages on one line. Reads objects, names and texts, and passes over everything else, so
 * that it works with NaN, missing commas and ends. Linear, without recursion; the last message may be incomplete.
 */
export function scanMessages(text: string): readonly ScannedMessage[] {
  const messages: ScannedMessage[] = []
  let message: ScannedMessage | undefined
  let depth = 0
  let isInRecord = false
  let name: string | undefined
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = endOfText(text, at)
        const isRelevant = depth === 1 || (depth === 2 && isInRecord)
        if (isRelevant && isName(text, end)) name = unquote(text.slice(at, end))
        else if (isRelevant && message !== undefined && name !== undefined) {
          note(message, depth, name, text.slice(at, end))
          name = undefined
        }
        at = end - 1
        break
      }
      case '{':
        if (depth === 0) {
          message = { ...UNKNOWN }
          messages.push(message)
        } else if (depth === 1 && name === 'record' && message !== undefined) {
          isInRecord = true
          message.hasRecord = true
        }
        depth++
        name = undefined
        break
      case '[':
        if (depth > 0) depth++
        name = undefined
        break
      case '}':
      case ']':
        if (depth > 0) depth--
        if (depth === 1) isInRecord = false
        if (depth === 0 && message !== undefined) message.isComplete = true
        name = undefined
        break
      case ',':
        name = undefined
        break
      default:
    }
  }
  return messages
}

function note(message: ScannedMessage, depth: number, name: string, text: string): void {
  if (depth === 1) {
    // The beginning of a type tells what it may be; the beginning of a name does not tell the stream.
    if (name === 'type') message.type = unquote(text) ?? text.slice(1)
  } else if (name === 'stream') message.stream = unquote(text)
  else if (name === 'namespace') message.namespace = unquote(text)
}

/** Index after the text that begins at `start`, the end of everything where it is not closed. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

/** True where a colon follows. */
function isName(text: string, at: number): boolean {
  while (at < text.length && (text[at] === ' ' || text[at] === '\t')) at++
  return text[at] === ':'
}

/** The value of a JSON text; undefined where it is not closed or not JSON. */
function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}
