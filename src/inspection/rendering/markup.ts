/** Text that is markup. Only `html` creates it, so that everything else is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template whose values are escaped for text and quoted attributes; null, undefined and false render as nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = parts[0] as string
  values.forEach((value, at) => (text += render(value) + (parts[at + 1] as string)))
  return new Markup(text)
}

function render(value: Content): string {
  if (value instanceof Markup) return value.text
  if (typeof value === 'object' && value !== null) return value.map(render).join('')
  if (value === null || value === undefined || value === false) return ''
  return Array.from(String(value), (one) => (isShown(one) ? one : '\ufffd'))
    .join('')
    .replace(/[&<>"']/g, (one) => ESCAPES[one] as string)
}

/** False for characters that are not allowed in HTML, and for those that change the direction of the following text. */
function isShown(character: string): boolean {
  const code = character.codePointAt(0) as number
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d
  return code !== 0x7f && !(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069)
}
