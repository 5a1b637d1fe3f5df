export interface Point {
  readonly latencyMs: number
  readonly rowsPerS: number
}

const WIDTH = 640
const HEIGHT = 360
const LEFT = 80
const BOTTOM = 50
const TOP = 40
const RIGHT = 20

/** An SVG of rows a second (a logarithmic axis) against the API's latency. */
export function latencyPlot({
  ours,
  naive,
}: {
  readonly ours: readonly Point[]
  readonly naive: readonly Point[]
}): string {
  const all = [...ours, ...naive]
  const powers = all.map(({ rowsPerS }) => Math.log10(rowsPerS))
  const [low, high] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))]
  const maxMs = Math.max(...all.map(({ latencyMs }) => latencyMs))
  const x = (latencyMs: number) => LEFT + (latencyMs / maxMs) * (WIDTH - LEFT - RIGHT)
  const y = (rowsPerS: number) =>
    HEIGHT - BOTTOM - ((Math.log10(rowsPerS) - low) / (high - low)) * (HEIGHT - BOTTOM - TOP)
  const line = (points: readonly Point[], color: string) => {
    const at = points.map(({ latencyMs, rowsPerS }) => `${x(latencyMs).toFixed(1)},${y(rowsPerS).toFixed(1)}`)
    const dots = at.map((point) => {
      const [cx, cy] = point.split(',')
      return `<circle cx="${cx ?? ''}" cy="${cy ?? ''}" r="3.5" fill="${color}"/>`
    })
    return `<polyline points="${at.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join('')}`
  }
  const grid = Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at)).map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>` +
      `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`,
  )
  const ticks = ours.map(
    ({ latencyMs }) => `<text x="${x(latencyMs)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${latencyMs}</text>`,
  )
  const label = (points: readonly Point[], text: string, color: string) => {
    const last = points.at(-1)
    return last === undefined
      ? ''
      : `<text x="${x(last.latencyMs)}" y="${y(last.rowsPerS) + 22}" text-anchor="end" fill="${color}" font-weight="bold">${text}</text>`
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    `<text x="${LEFT}" y="22" font-size="14" font-weight="bold">Rows a second against the latency of the API</text>`,
    ...grid,
    ...ticks,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">milliseconds until the API answers</text>`,
    line(ours, '#0a7d4b'),
    line(naive, '#b3261e'),
    label(ours, 'this connector, 16 in flight', '#0a7d4b'),
    label(naive, 'batches of 1,000, one at a time', '#b3261e'),
    '</svg>\n',
  ].join('\n')
}
