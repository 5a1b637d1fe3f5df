/** Index after the UTF-8 byte order mark, 0 where the bytes have none. */
export function afterByteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

/** True for the beginning of a UTF-16 text: its byte order mark, or an ASCII character in two bytes. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return bytes.length > 1 && (first === 0) !== (second === 0)
}

const LONE_SURROGATE = /\p{Surrogate}/u

/** True where characters of a text were lost: it has the replacement character U+FFFD, or half of a surrogate pair. */
export function isDamaged(text: string): boolean {
  return text.includes('\uFFFD') || LONE_SURROGATE.test(text)
}

/** Control characters but the line feed and the tab. */
const CONTROLS = /[^\P{Cc}\n\t]/gu

/** A text for a terminal: a control character of a name, such as the start of an escape sequence, is shown as `\\u001b`. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
