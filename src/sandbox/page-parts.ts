import { html, NOTHING, type Html } from './html'
import type { Person } from './people'
import { textOf, type Attributes } from './values'

/** Characters of a value that are shown at once. */
const MAX_SHOWN_TEXT = 120
/** Number of attributes that are shown; the others are folded. */
const UNFOLDED = 10

export interface Column {
  readonly head: string
  readonly style?: 'wide' | 'when' | 'num' | 'short' | 'id'
}

export function table(columns: readonly Column[], rows: readonly (readonly Html[])[]): Html {
  const heads = columns.map(({ head, style }) => html`<th class="${style ?? ''}">${head}</th>`)
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const { head = '', style = '' } = columns[index] ?? {}
      return html`<td class="${style}" data-head="${head}">${cell}</td>`
    })
    return html`<tr>
      ${cells}
    </tr>`
  })
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}

/** Isolates the direction of text that the program did not write, so that it does not reverse the text around it. */
export function foreign(text: string): Html {
  return html`<bdi>${text}</bdi>`
}

export function code(text: string): Html {
  return html`<code>${text}</code>`
}

export function tag(text: string, tone: '' | 'good' | 'warn' | 'bad' = ''): Html {
  return html`<span class="tag ${tone}">${text}</span>`
}

/** A person in one line, or a mark for a deleted person. */
export function shortName(person: Person | undefined): Html {
  return person === undefined ? tag('deleted') : foreign(nameOf(person))
}

function nameOf({ id, email, phone, cioId }: Person): string {
  return email ?? id ?? phone ?? cioId
}

/** A person with an initial and a list of the identifiers. */
export function portrait(person: Person): Html {
  const name = nameOf(person)
  const more = [
    ...(person.id === undefined || person.id === name ? [] : [html`<span>id ${foreign(person.id)}</span>`]),
    ...(person.phone === undefined || person.phone === name ? [] : [html`<span>${foreign(person.phone)}</span>`]),
    html`<span>${code(person.cioId)}</span>`,
  ]
  const face = String.fromCodePoint(name.codePointAt(0) ?? 0x3f).toUpperCase()
  return html`<div class="who">
    <span class="face">${face}</span>
    <div><b>${foreign(name)}</b>${more}</div>
  </div>`
}

export function attributesOf(attributes: Attributes): Html {
  return valuesOf([...attributes].map(([name, { value }]) => [name, value]))
}

/** Names with their values and types; those beyond UNFOLDED are folded. */
export function valuesOf(values: readonly (readonly [string, unknown])[]): Html {
  if (values.length === 0) return NOTHING
  const shown = values.slice(0, UNFOLDED).map(([name, value]) => oneValue(name, value))
  const rest = values.slice(UNFOLDED).map(([name, value]) => oneValue(name, value))
  const folded =
    rest.length === 0
      ? NOTHING
      : html`<details>
          <summary>${rest.length} more</summary>
          ${rest}
        </details>`
  return html`<div class="values">${shown}${folded}</div>`
}

function oneValue(name: string, value: unknown): Html {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
  const text = textOf(value)
  const shown = text.length > MAX_SHOWN_TEXT ? `${text.slice(0, MAX_SHOWN_TEXT)}…` : text
  return html`<span class="value"
    ><i>${foreign(name)}</i><span class="${type}">${foreign(shown === '' ? '""' : shown)}</span>${meaning(value)}<em
      >${type}</em
    ></span
  >`
}

/** How segments interpret a value. They accept only unix seconds as a time (docs.customer.io/journeys/faq-timestamps). */
function meaning(value: unknown): Html {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (value > 1e8 && value < 1e10) return html`<time>${timeText(value)}</time>`
    if (value > 1e11 && value < 1e13) return html`<span class="hint">milliseconds? not a time in segments</span>`
  }
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value)) {
    return html`<span class="hint">text: not a time in segments</span>`
  }
  return NOTHING
}

/** Unix seconds as a readable time in UTC. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 19).replace('T', ' ')
}
