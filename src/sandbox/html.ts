/** Markup that is safe to show. Only `html` and `trusted` create it, so that every value on a page is escaped. */
class Html {
  constructor(readonly text: string) {}
}

export type { Html }

type Content = Html | string | number | readonly Html[]

/** A template whose values are escaped, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = parts[0] ?? ''
  values.forEach((value, index) => (text += render(value) + (parts[index + 1] ?? '')))
  return new Html(text)
}

export const NOTHING = html``

/** Constant markup of this program that is not a template, such as a style sheet. It is not escaped. */
export function trusted(text: string): Html {
  return new Html(text)
}

function render(value: Content): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(({ text }) => text).join('')
  return escapeHtml(String(value))
}

/** Text for HTML, inside an element or a quoted attribute. HTML drops control characters, so their Unicode pictures are shown. */
function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/\p{Cc}/gu, (char) =>
      char < ' ' && !/\s/.test(char) ? String.fromCharCode(0x2400 + char.charCodeAt(0)) : char,
    )
}
