import { count, counted } from '../../lib/format'
import type { AttributeComparison, Comparison } from '../../verification/compare-workspace'
import { html, type Markup } from './markup'
import { stackedBar } from './plots'

/** The changes that the run would make in Customer.io, for the people who were looked up. */
export function comparisonSection(comparison: Comparison): Markup {
  const {
    people,
    new_people: fresh,
    existing_people: existing,
    unknown_to_updates: unknown,
    deleted_people: deleted,
  } = comparison
  return html`<h2>Comparison with Customer.io</h2>
    <p class="soft">
      For ${counted(people, 'person', 'people')} looked
      up${deleted > 0 && `, of whom ${count(deleted)} would be deleted`}. The API returns values as text, so types are
      derived from the text.
    </p>
    <div class="card">
      ${stackedBar([
        { label: 'new people', value: fresh, tone: 'note' },
        { label: 'existing people', value: existing, tone: 'good' },
        { label: 'unknown, not created by an update', value: unknown, tone: 'skip' },
      ])}
    </div>
    ${comparison.attributes.length > 0 && attributesTable(comparison.attributes)}`
}

function attributesTable(attributes: readonly AttributeComparison[]): Markup {
  return html`<div class="card scroll">
    <table>
      <thead>
        <tr>
          <th>Attribute</th>
          <th class="number">Unchanged</th>
          <th class="number">Added</th>
          <th class="number">Changed</th>
          <th class="number">Cleared</th>
          <th>Changes type</th>
        </tr>
      </thead>
      <tbody>
        ${attributes.map(attributeRow)}
      </tbody>
    </table>
  </div>`
}

function attributeRow({
  attribute,
  unchanged,
  added,
  changed,
  cleared,
  type_changed: typed,
  types,
}: AttributeComparison): Markup {
  return html`<tr>
    <td class="name"><b>${attribute}</b></td>
    ${[unchanged, added, changed, cleared].map((some) => html`<td class="number">${some === 0 ? '' : count(some)}</td>`)}
    <td>${typed > 0 && `${count(typed)} (${types ?? ''})`}</td>
  </tr>`
}
