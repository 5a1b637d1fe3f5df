import type { Person, Stored } from './people'
import type { Fault } from './faults'
import type { Workspace } from './workspace'

const SHOWN = 100

export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly fault: Fault | undefined
}

/** The page at `/`: everything the workspace holds, as plain HTML that no value can break out of. */
export function renderPage(workspace: Workspace, requests: readonly LoggedRequest[], query: URLSearchParams): string {
  const search = (query.get('q') ?? '').trim().toLowerCase()
  const people = [...workspace.people.all].filter((person) => matches(person, search))
  const body = [
    header(workspace, search),
    section('People', people.length, peopleTable(people.slice(0, SHOWN)), people.length),
    section('Events', workspace.events.length, eventsTable(workspace)),
    section('Failed attribute changes', workspace.people.failedChanges.length, failedTable(workspace)),
    section('Objects', workspace.objects.size, objectsTable(workspace)),
    section('Manual segments', workspace.segments.size, segmentsTable(workspace)),
    section('Suppressed', workspace.people.suppressed.size, list([...workspace.people.suppressed].slice(0, SHOWN))),
    section('Last requests', requests.length, requestsTable(requests)),
  ]
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sandbox</title><style>${STYLE}</style></head><body>${body.join('')}</body></html>`
}

/** Text for HTML, inside an element or a quoted attribute. */
export function escapeHtml(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)
}

function header({ people, events, objects, repeatedEvents }: Workspace, search: string): string {
  const figures = [
    ['people', people.size],
    ['events', events.length],
    ['live events', events.filter(({ canTrigger }) => canTrigger).length],
    ['repeated events ignored', repeatedEvents],
    ['objects', objects.size],
    ['failed changes', people.failedChanges.length],
  ] as const
  return (
    `<header><h1>Sandbox <small>a local Customer.io</small></h1><form><input name="q" placeholder="id or e-mail" value="${escapeHtml(search)}"><button>Find</button></form></header>` +
    `<ul class="figures">${figures.map(([name, count]) => `<li><b>${count}</b> ${name}</li>`).join('')}</ul>`
  )
}

function section(title: string, count: number, content: string, all = count): string {
  const shown = all > SHOWN ? ` <small>the first ${SHOWN} are shown; search for others</small>` : ''
  const inner = count === 0 ? '<p class="none">none</p>' : content
  return `<section><h2>${title} <span class="count">${count}</span>${shown}</h2>${inner}</section>`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  return `<div class="scroll"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.map(cells).join('')}</tbody></table></div>`
}

function peopleTable(people: readonly Person[]): string {
  return table(
    ['id', 'e-mail', 'cio_id', 'attributes', 'more'],
    people.map((person) => [
      escapeHtml(person.id ?? ''),
      escapeHtml(person.email ?? ''),
      `<code>${escapeHtml(person.cioId)}</code>`,
      attributes(person.attributes),
      moreOf(person),
    ]),
  )
}

function moreOf({ phone, devices, relationships, segments }: Person): string {
  const lines = [
    ...(phone === undefined ? [] : [`phone ${escapeHtml(phone)}`]),
    ...[...devices].map(([token, { platform }]) => `device ${escapeHtml(platform)} <code>${escapeHtml(token)}</code>`),
    ...[...relationships].map(([object, values]) => `related to ${escapeHtml(object)} ${attributes(values)}`),
    ...[...segments].map((segment) => `in segment ${segment}`),
  ]
  return lines.join('<br>')
}

function attributes(values: ReadonlyMap<string, Stored>): string {
  return [...values].map(([name, { value }]) => attribute(name, value)).join('')
}

function attribute(name: string, value: unknown): string {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const text = escapeHtml(value)
  // A number that segments can read as a time is shown as one beside it.
  const isTime = typeof value === 'number' && Number.isInteger(value) && value > 1e8 && value < 1e10
  const time = isTime ? ` <time>${new Date(value * 1000).toISOString().slice(0, 19).replace('T', ' ')}</time>` : ''
  return `<span class="attribute"><i>${escapeHtml(name)}</i> ${text.length > 120 ? `${escapeHtml((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100))}…` : text}${time} <em>${type}</em></span>`
}

function eventsTable({ events, people }: Workspace): string {
  const byCioId = (cioId: string | undefined) => (cioId === undefined ? undefined : people.find('cio_id', cioId))
  return table(
    ['when', 'name', 'whose', 'can trigger', 'id', 'data'],
    [...events]
      .slice(-SHOWN)
      .reverse()
      .map(({ timestamp, name, type, person, anonymousId, canTrigger, id, data }) => {
        const whose = byCioId(person)
        return [
          isoOf(timestamp),
          `${escapeHtml(name)}${type === 'event' ? '' : ` <em>${escapeHtml(type)}</em>`}`,
          escapeHtml(
            whose?.id ?? whose?.email ?? (anonymousId === undefined ? '(deleted)' : `anonymous ${anonymousId}`),
          ),
          canTrigger ? '<b class="live">yes</b>' : 'no',
          `<code>${escapeHtml(id ?? '')}</code>`,
          Object.entries(data)
            .map(([key, value]) => attribute(key, value))
            .join(''),
        ]
      }),
  )
}

function isoOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? escapeHtml(seconds) : date.toISOString().slice(0, 19).replace('T', ' ')
}

function failedTable({ people }: Workspace): string {
  return table(
    ['whose', 'attribute', 'value', 'why'],
    people.failedChanges
      .slice(-SHOWN)
      .map(({ customerId, field, value, reason }) => [customerId, field, value, reason].map(escapeHtml)),
  )
}

function objectsTable({ objects, objectTypes }: Workspace): string {
  return table(
    ['type', 'id', 'attributes'],
    [...objects.values()]
      .slice(0, SHOWN)
      .map(({ typeId, objectId, attributes: values }) => [
        escapeHtml(objectTypes.get(typeId) ?? typeId),
        escapeHtml(objectId),
        attributes(values),
      ]),
  )
}

function segmentsTable({ segments, people }: Workspace): string {
  const all = [...people.all]
  return table(
    ['id', 'name', 'members'],
    [...segments.values()].map(({ id, name }) => {
      const members = all.filter((person) => person.segments.has(id))
      const named = members.slice(0, 10).map((person) => escapeHtml(person.id ?? person.email ?? person.cioId))
      return [
        String(id),
        escapeHtml(name),
        `${members.length}${named.length > 0 ? `: ${named.join(', ')}` : ''}${members.length > 10 ? ' …' : ''}`,
      ]
    }),
  )
}

function requestsTable(requests: readonly LoggedRequest[]): string {
  return table(
    ['request', 'status', 'bytes', 'fault'],
    [...requests]
      .reverse()
      .map(({ method, path, status, bytes, fault }) => [
        `${escapeHtml(method)} ${escapeHtml(path)}`,
        status === 0 ? 'none' : String(status),
        String(bytes),
        escapeHtml(fault ?? ''),
      ]),
  )
}

function list(items: readonly string[]): string {
  return `<p>${items.map((item) => `<code>${escapeHtml(item)}</code>`).join(' ')}</p>`
}

function matches({ id, email, cioId }: Person, search: string): boolean {
  return search === '' || [id, email, cioId].some((one) => one?.toLowerCase().includes(search) === true)
}

const STYLE = `
:root{color-scheme:light dark;--line:#d9dde3;--soft:#f4f6f8;--dim:#667080;--ink:#1b2430;--back:#fff;--mark:#0b6e4f}
@media(prefers-color-scheme:dark){:root{--line:#323a45;--soft:#1b2129;--dim:#95a0af;--ink:#e6eaf0;--back:#12161c;--mark:#5fd3a8}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1500px;padding:24px;font:14px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--back)}
header{display:flex;justify-content:space-between;align-items:center;gap:16px;flex-wrap:wrap}h1{margin:0;font-size:22px}h2{font-size:16px;margin:0 0 8px}
small{color:var(--dim);font-weight:400;font-size:13px}input,button{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:6px;background:var(--back);color:inherit}
.figures{display:flex;flex-wrap:wrap;gap:8px;list-style:none;padding:0;margin:16px 0 8px}.figures li{background:var(--soft);border-radius:8px;padding:8px 14px}.figures b{font-size:18px;margin-right:4px}
section{margin-top:24px}.count{background:var(--soft);border-radius:10px;padding:1px 8px;font-size:13px;font-weight:400}.none{color:var(--dim);margin:0}
.scroll{overflow:auto;max-height:560px;border:1px solid var(--line);border-radius:8px}table{border-collapse:collapse;width:100%}
th{position:sticky;top:0;background:var(--soft);text-align:left;font-weight:600}th,td{padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}td{overflow-wrap:anywhere}
td:first-child{white-space:nowrap}code{font:12px ui-monospace,monospace;color:var(--dim)}i{font-style:normal;color:var(--dim)}em{font-style:normal;font-size:11px;color:var(--dim);border:1px solid var(--line);border-radius:4px;padding:0 4px}
time{color:var(--dim);font-size:12px}.attribute{display:inline-block;margin:0 12px 2px 0}.live{color:var(--mark)}
`
