import { html, type Markup } from './markup'
import { count, percent } from '../../lib/format'

/** Colors by meaning; see report-style.ts. */
export type Tone = 'good' | 'skip' | 'bad' | 'warn' | 'note' | 'accent' | 'line'

export interface Part {
  readonly label: string
  readonly value: number
  readonly tone: Tone
}

/** One stacked bar with a legend below it. Parts with the value 0 are omitted. */
export function stackedBar(parts: readonly Part[], { width = 1040, height = 18 } = {}): Markup {
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const shown = parts.filter(({ value }) => value > 0)
  let at = 0
  const bars = shown.map(({ value, tone, label }) => {
    const x = at
    const size = (value / total) * width
    at += size
    return html`<rect
      x="${x.toFixed(1)}"
      y="0"
      width="${Math.max(1, size - 1).toFixed(1)}"
      height="${height}"
      rx="3"
      class="fill-${tone}"
      ><title>${label}: ${count(value)}</title></rect
    >`
  })
  const summary = shown.map(({ label, value }) => `${label} ${count(value)}`).join(', ')
  return html`<svg
      viewBox="0 0 ${width} ${height}"
      width="100%"
      height="${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${summary}"
    >
      ${bars}
    </svg>
    <p class="key">
      ${shown.map(({ label, value, tone }) => html`<span><i class="${tone}"></i>${label}: ${count(value)} (${percent(value / total)})</span>`)}
    </p>`
}

/** A small bar that shows a share from 0 to 1. */
export function shareBar(share: number, tone: Tone, width = 72): Markup {
  return html`<svg viewBox="0 0 ${width} 8" width="${width}" height="8" role="img" aria-label="${percent(share)}">
    <rect width="${width}" height="8" rx="4" class="fill-line" />
    <rect width="${(share * width).toFixed(1)}" height="8" rx="4" class="fill-${tone}" />
  </svg>`
}

/** Horizontal bars with counts, one per row. */
export function barChart(rows: readonly Part[], { width = 760, labelWidth = 150 } = {}): Markup {
  const ROW = 26
  const COUNT = 90
  const most = Math.max(1, ...rows.map(({ value }) => value))
  const space = width - labelWidth - COUNT
  const bars = rows.map(({ label, value, tone }, at) => {
    const y = at * ROW
    const size = value === 0 ? 0 : Math.max(2, (value / most) * space)
    return html`<text x="${labelWidth - 10}" y="${y + 17}" text-anchor="end" class="soft">${label}</text
      ><rect x="${labelWidth}" y="${y + 5}" width="${size.toFixed(1)}" height="16" rx="3" class="fill-${tone}" /><text
        x="${(labelWidth + size + 8).toFixed(1)}"
        y="${y + 17}"
        >${count(value)}</text
      >`
  })
  const summary = rows.map(({ label, value }) => `${label}: ${count(value)}`).join(', ')
  return html`<svg
    viewBox="0 0 ${width} ${rows.length * ROW}"
    width="${width}"
    height="${rows.length * ROW}"
    role="img"
    aria-label="${summary}"
  >
    ${bars}
  </svg>`
}
