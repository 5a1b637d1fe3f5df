import { html, NOTHING, trusted, type Html } from './html'
import { attributesOf, code, foreign, portrait, shortName, table, tag, timeText, valuesOf } from './page-parts'
import { STYLE } from './page-style'
import type { StoredEvent } from './events'
import { isUnsubscribed } from './app-people'
import type { StoredObject } from './objects'
import type { FailedChange, Person } from './people'
import type { LoggedRequest, RequestLog } from './request-log'
import type { Workspace } from './workspace'

/** Maximum number of rows of a table. The App API returns all. */
const SHOWN = 100

/** The page at `/`: the contents of the workspace as plain HTML, in which every value is escaped. */
export function renderPage(workspace: Workspace, requests: RequestLog, query: URLSearchParams): string {
  const search = (query.get('q') ?? '').trim()
  const people = [...workspace.people.all].filter((person) => isFound(person, search.toLowerCase()))
  const body = html`${bar(search)}
    <main>
      ${figures(workspace)}${notice(search, people.length)} ${section('people', 'People', people, peopleTable, '')}
      ${section('events', 'Events', eventsOf(workspace, search), (events) => eventsTable(workspace, events), 'newest first')}
      ${section('failed', 'Failed attribute changes', workspace.people.failedChanges.toReversed(), failedTable, 'accepted with 200, but not applied')}
      ${section('objects', 'Objects', [...workspace.objects.all], (objects) => objectsTable(workspace, objects), '')}
      ${section('relationships', 'Relationships', relationshipsOf(people), (relationships) => relationshipsTable(workspace, relationships), '')}
      ${section('devices', 'Devices', devicesOf(people), devicesTable, '')}
      ${section('segments', 'Segments', [...workspace.segments.values()], (segments) => segmentsTable(workspace, segments), '')}
      ${suppressed(workspace)}
      ${section('requests', 'Last requests', requests.kept.toReversed(), requestsTable, `${requests.count} since the start`)}
      <footer>
        All times are UTC. Each table shows up to ${SHOWN} rows: search, or read the App API for more. Reload the page
        to update it.
      </footer>
    </main>`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox: a local Customer.io</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text
}

function bar(search: string): Html {
  return html`<div class="bar">
    <div>
      <h1><span class="logo">c</span>Sandbox <small>a local Customer.io</small></h1>
      <form role="search">
        <input type="search" name="q" placeholder="id, email or event" aria-label="Search" value="${search}" /><button>
          Search
        </button>
      </form>
    </div>
  </div>`
}

function figures({ people, events, objects, repeatedEvents }: Workspace): Html {
  let live = 0
  for (const { canTrigger } of events) if (canTrigger) live++
  const figure = (section: string, name: string, count: number, tone = '') =>
    html`<li>
      <a class="${count > 0 ? tone : ''}" href="#${section}"><b>${count.toLocaleString('en')}</b>${name}</a>
    </li>`
  return html`<ul class="figures">
    ${[
      figure('people', 'people', people.size),
      figure('events', 'events', events.length),
      figure('events', 'live events', live, 'mark'),
      figure('events', 'repeated events', repeatedEvents),
      figure('objects', 'objects', objects.size),
      figure('failed', 'failed changes', people.failedChangeCount, 'alarm'),
    ]}
  </ul>`
}

function notice(search: string, count: number): Html {
  if (search === '') return NOTHING
  return html`<p class="notice">
    ${count} ${count === 1 ? 'person matches' : 'people match'} “${foreign(search)}”. <a href="/">Show everything</a>
  </p>`
}

function section<T>(
  id: string,
  title: string,
  all: readonly T[],
  show: (shown: readonly T[]) => Html,
  note: string,
): Html {
  const shown = all.slice(0, SHOWN)
  const cut = all.length > SHOWN ? `the first ${SHOWN} are shown` : ''
  const words = [note, cut].filter((text) => text !== '').join(' · ')
  const content = all.length === 0 ? html`<p class="none">Nothing yet.</p>` : show(shown)
  return html`<section id="${id}">
    <h2>
      ${title}
      <span class="count">${all.length.toLocaleString('en')}</span
      >${all.length === 0 || words === '' ? NOTHING : html` <small>${words}</small>`}
    </h2>
    ${content}
  </section>`
}

function peopleTable(people: readonly Person[]): Html {
  return table(
    [{ head: 'person' }, { head: 'attributes', style: 'wide' }, { head: 'has', style: 'short' }],
    people.map((person) => {
      const has = [
        ...(isUnsubscribed(person) ? [tag('unsubscribed', 'warn')] : []),
        ...plural(person.relationships.size, 'object'),
        ...plural(person.devices.size, 'device'),
        ...plural(person.segments.size, 'segment'),
      ]
      return [portrait(person), attributesOf(person.attributes), html`<div class="values">${has}</div>`]
    }),
  )
}

function plural(count: number, thing: string): readonly Html[] {
  return count === 0 ? [] : [tag(`${count} ${thing}${count === 1 ? '' : 's'}`)]
}

function eventsOf(workspace: Workspace, search: string): readonly StoredEvent[] {
  const newest = workspace.events.toReversed()
  if (search === '') return newest
  const wanted = search.toLowerCase()
  return newest.filter((event) => {
    const whose = event.person === undefined ? undefined : workspace.people.find('cio_id', event.person)
    const texts = [event.name, event.id, event.anonymousId]
    return texts.some((text) => text?.toLowerCase().includes(wanted)) || (whose && isFound(whose, wanted))
  })
}

function eventsTable(workspace: Workspace, events: readonly StoredEvent[]): Html {
  return table(
    [
      { head: 'time', style: 'when' },
      { head: 'event' },
      { head: 'person' },
      { head: 'can trigger', style: 'short' },
      { head: 'data', style: 'wide' },
      { head: 'id', style: 'id' },
    ],
    events.map((event) => [
      html`${timeText(event.timestamp)}`,
      html`${foreign(event.name)} ${event.type === 'event' ? NOTHING : tag(event.type)}`,
      whoseEvent(workspace, event),
      liveness(event),
      valuesOf(Object.entries(event.data)),
      event.id === undefined ? tag('no id', 'warn') : code(event.id),
    ]),
  )
}

function liveness({ canTrigger, person, anonymousId }: StoredEvent): Html {
  if (canTrigger) return tag('live', 'good')
  return tag(person === undefined && anonymousId !== undefined ? 'unassigned' : 'history')
}

function whoseEvent(workspace: Workspace, { person, anonymousId }: StoredEvent): Html {
  if (person !== undefined) return shortName(workspace.people.find('cio_id', person))
  return anonymousId === undefined ? tag('no one') : html`${tag('anonymous')} ${foreign(anonymousId)}`
}

function failedTable(changes: readonly FailedChange[]): Html {
  return table(
    [{ head: 'time', style: 'when' }, { head: 'person' }, { head: 'attribute' }, { head: 'value' }, { head: 'reason' }],
    changes.map(({ at, customerId, field, value, reason }) => [
      html`${timeText(at)}`,
      customerId === '' ? tag('no one') : foreign(customerId),
      foreign(field),
      foreign(value),
      tag(reason, 'warn'),
    ]),
  )
}

function objectsTable({ objects }: Workspace, shown: readonly StoredObject[]): Html {
  return table(
    [{ head: 'object' }, { head: 'type' }, { head: 'attributes', style: 'wide' }],
    shown.map((object) => [
      html`<b>${foreign(object.objectId)}</b><br />${code(object.cioObjectId)}`,
      html`${foreign(objects.types.get(object.typeId) ?? '')} ${tag(object.typeId)}`,
      attributesOf(object.attributes),
    ]),
  )
}

type Relationship = readonly [Person, string, Person['attributes']]

function relationshipsOf(people: readonly Person[]): readonly Relationship[] {
  return people.flatMap((person) =>
    [...person.relationships].map(([key, attributes]): Relationship => [person, key, attributes]),
  )
}

function relationshipsTable({ objects }: Workspace, relationships: readonly Relationship[]): Html {
  return table(
    [{ head: 'person' }, { head: 'is related to' }, { head: 'attributes', style: 'wide' }],
    relationships.map(([person, key, attributes]) => {
      const object = objects.get(key)
      const type = object === undefined ? '' : (objects.types.get(object.typeId) ?? '')
      return [
        shortName(person),
        object === undefined ? tag('deleted') : html`${foreign(object.objectId)} ${tag(type)}`,
        attributesOf(attributes),
      ]
    }),
  )
}

type Device = readonly [Person, string, Record<string, unknown>]

function devicesOf(people: readonly Person[]): readonly Device[] {
  return people.flatMap((person) => [...person.devices].map(([token, device]): Device => [person, token, device]))
}

function devicesTable(devices: readonly Device[]): Html {
  return table(
    [{ head: 'person' }, { head: 'platform' }, { head: 'token' }, { head: 'other attributes', style: 'wide' }],
    devices.map(([person, token, device]) => [
      shortName(person),
      tag(String(device['platform'])),
      code(token),
      valuesOf(Object.entries(device).filter(([name]) => name !== 'token' && name !== 'platform')),
    ]),
  )
}

function segmentsTable({ people }: Workspace, segments: readonly { id: number; name: string; type: string }[]): Html {
  const all = [...people.all]
  return table(
    [{ head: 'segment' }, { head: 'type' }, { head: 'members', style: 'wide' }],
    segments.map(({ id, name, type }) => {
      const members = all.filter((person) => person.segments.has(id))
      const named = members.slice(0, 10).map((person) => html`<span class="tag">${shortName(person)}</span> `)
      const more = members.length > named.length ? html`and ${members.length - named.length} more` : NOTHING
      return [
        html`<b>${foreign(name)}</b> ${code(String(id))}`,
        tag(type === 'manual' ? 'manual' : 'data-driven'),
        members.length === 0 ? tag('no one') : html`${named}${more}`,
      ]
    }),
  )
}

function suppressed({ people }: Workspace): Html {
  const show = (keys: readonly string[]) => {
    const tags = keys.map((key) => {
      const at = key.indexOf('/')
      return html`<span class="tag bad">${key.slice(0, at)} ${foreign(key.slice(at + 1))}</span>`
    })
    return html`<div class="tags">${tags}</div>`
  }
  return section(
    'suppressed',
    'Suppressed identifiers',
    [...people.suppressed],
    show,
    'calls that name them are ignored',
  )
}

function requestsTable(requests: readonly LoggedRequest[]): Html {
  return table(
    [{ head: 'request', style: 'wide' }, { head: 'status' }, { head: 'bytes', style: 'num' }, { head: 'fault' }],
    requests.map(({ method, path, status, bytes, fault }) => [
      html`<b>${foreign(method)}</b> ${code(path)}`,
      status === 0 ? tag('no answer', 'bad') : tag(String(status), toneOf(status)),
      html`${bytes.toLocaleString('en')}`,
      fault === undefined ? NOTHING : tag(fault, 'warn'),
    ]),
  )
}

function toneOf(status: number): 'good' | 'warn' | 'bad' {
  if (status === 200) return 'good'
  return status < 400 ? 'warn' : 'bad'
}

function isFound({ id, email, phone, cioId }: Person, wanted: string): boolean {
  return wanted === '' || [id, email, phone, cioId].some((one) => one?.toLowerCase().includes(wanted) === true)
}
