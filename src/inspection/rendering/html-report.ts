import { SEVERITIES, type Severity } from '../../core/finding'
import { fixText } from '../../core/messages/fixes'
import type { Finding } from '../analysis/finding'
import { count, counted, megabytes, shortDuration } from '../../lib/format'
import { comparisonSection } from './html-comparison'
import { streamSection } from './html-stream'
import type { Inspection } from '../inspection'
import { html, Markup } from './markup'
import { stackedBar } from './plots'
import { STYLE } from './report-style'

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  stop: 'stops the run',
  error: 'loses data',
  warning: 'check this',
  note: 'for information',
}

/** Renders an inspection as one HTML file without scripts or external resources, with all data escaped. */
export function renderHtml(inspection: Inspection): string {
  const { kind, source, streams, comparison, suggestion, version, made_at: createdAt } = inspection
  const title = `${kind === 'preview' ? 'Preview' : 'Audit'} of ${source}`
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p class="soft">
              Shows what would arrive in Customer.io. Nothing was sent. Created
              ${createdAt.slice(0, 16).replace('T', ' ')} UTC.
            </p>
          </header>
          ${verdict(inspection)} ${tiles(inspection)}
          ${kind === 'preview' && inspection.rows.read > 0 && rowsCard(inspection)}
          ${findingsSection(inspection.findings)} ${comparison !== null && comparisonSection(comparison)}
          ${streams.map((stream) => streamSection(stream, kind))}
          ${suggestion !== null && suggestionSection(suggestion)} ${glossary(kind)}
          <footer>
            destination-customer-io ${version}. Sample values are masked; values that fewer than five rows share are
            never shown in full.
          </footer>
        </main>
      </body>
    </html> `
  return page.text
}

function verdict({ verdict: word, stopped_by: stoppedBy, findings, kind }: Inspection): Markup {
  if (word === 'would_stop')
    return html`<div class="card verdict bad"><strong>A guard would stop this run.</strong>${stoppedBy}</div>`
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  if (errors > 0) {
    return html`<div class="card verdict bad">
      <strong
        >${kind === 'preview' ? 'The run would finish, but data would be lost.' : 'This model would lose data.'}</strong
      >See ${counted(errors, 'finding')} marked "loses data" below.
    </div>`
  }
  if (warnings > 0) {
    return html`<div class="card verdict warn">
      <strong>No data would be lost, but check ${counted(warnings, 'finding')} first.</strong
      >${warnings === 1 ? 'It is' : 'They are'} valid, but probably not intended.
    </div>`
  }
  return html`<div class="card verdict good">
    <strong>No problems were found.</strong>No guard would stop the run, and no data would be lost.
  </div>`
}

function tiles({ rows, estimate, kind, test_cohort: cohort }: Inspection): Markup {
  const tile = (value: string, label: string) => html`<div class="tile"><b>${value}</b><span>${label}</span></div>`
  if (kind === 'audit') return html`<div class="tiles">${tile(count(rows.read), 'rows in the model')}</div>`
  return html`<div class="tiles">
    ${tile(count(rows.read), 'rows read')} ${tile(count(rows.delivered), 'would be delivered')}
    ${tile(count(rows.skipped), cohort > 0 ? 'would be skipped (test cohort)' : 'would be skipped')}
    ${tile(count(rows.rejected), 'would be rejected')}
    ${estimate !== null && tile(count(estimate.requests), `requests (${count(estimate.requests_at_least)} to ${count(estimate.requests_at_most)}), ${megabytes(estimate.bytes)}`)}
    ${estimate !== null && tile(shortDuration(estimate.minutes), `at ${count(estimate.requests_per_second)} requests per second`)}
  </div>`
}

function rowsCard({ rows }: Inspection): Markup {
  return html`<div class="card">
    ${stackedBar([
      { label: 'delivered', value: rows.delivered, tone: 'good' },
      { label: 'skipped', value: rows.skipped, tone: 'skip' },
      { label: 'rejected', value: rows.rejected, tone: 'bad' },
      // The row at which a guard stopped has no outcome.
      {
        label: 'not reached',
        value: Math.max(0, rows.read - rows.delivered - rows.skipped - rows.rejected),
        tone: 'line',
      },
    ])}
  </div>`
}

function findingsSection(findings: readonly Finding[]): Markup {
  if (findings.length === 0)
    return html`<h2>Findings</h2>
      <div class="card">None.</div>`
  const summed = SEVERITIES.map((severity) => {
    const some = findings.filter((finding) => finding.severity === severity).length
    return some > 0 && html`<span class="badge ${severity}">${SEVERITY_WORDS[severity]}: ${some}</span>`
  })
  return html`<h2>Findings</h2>
    <p>${summed}</p>
    ${findings.map(findingCard)}`
}

function findingCard({ severity, stream, subject, message, fix }: Finding): Markup {
  const where = [stream, subject].filter((one) => one !== null).join(' / ')
  return html`<div class="card finding ${severity}">
    <p><span class="badge ${severity}">${SEVERITY_WORDS[severity]}</span><span class="where">${where}</span></p>
    <p>${message}</p>
    ${fix !== null && fixLine(fix)}
  </div>`
}

function fixLine(fix: NonNullable<Finding['fix']>): Markup {
  const { where, lines } = fixText(fix)
  return html`<p class="fix">Fix ${where}: ${lines.map((line) => html`<code>${line}</code> `)}</p>`
}

function suggestionSection(suggestion: NonNullable<Inspection['suggestion']>): Markup {
  return html`<h2>Configuration to start from</h2>
    <p class="soft">Guessed from names and values. Check it before you use it.</p>
    <pre>${JSON.stringify(suggestion, null, 2)}</pre>`
}

function glossary(kind: Inspection['kind']): Markup {
  return html`<details>
    <summary>How to read this</summary>
    <dl>
      <dt>Delivered</dt>
      <dd>Customer.io would get the row as a person, an event or another object.</dd>
      <dt>Skipped</dt>
      <dd>The row does not need to be delivered, for the reason that is shown, such as a test cohort.</dd>
      <dt>Rejected</dt>
      <dd>The row cannot be delivered. A finding gives the reason.</dd>
      <dt>Becomes</dt>
      <dd>
        The type under which segments and messages see the value. Only a timestamp works with conditions on dates.
      </dd>
      <dt>Null</dt>
      <dd>
        The share of rows without a value. A null changes nothing in Customer.io, unless the configuration clears the
        attribute.
      </dd>
      ${
        kind === 'preview' &&
        html`<dt>Stale event</dt>
          <dd>An event older than events.live_hours. Events younger than 72 hours can start campaigns.</dd>`
      }
    </dl>
  </details>`
}
