import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runForPeople, type Ran } from './harness/command'
import { runWrite, temporaryFolder } from './harness/program'
import { startSink } from './harness/sink'

const GOLDEN = resolve(__dirname, 'golden')

interface Summary {
  readonly rows: Record<string, number>
  readonly requests: number
  readonly bytes: number
  readonly merged_rows: number
  readonly streams: readonly { stream: string; delivered: number; skipped: unknown; rejected: unknown }[]
}

interface Preview {
  readonly verdict: string
  readonly rows: Record<string, number>
  readonly estimate: {
    requests: number
    requests_at_least: number
    requests_at_most: number
    bytes: number
    merged_rows: number
  }
  readonly streams: readonly {
    stream: string
    delivered: number
    skipped: unknown
    rejected: readonly { code: string; rows: number }[]
  }[]
}

describe('preview', () => {
  const cases = readdirSync(GOLDEN).filter((name) => existsSync(join(GOLDEN, name, 'input.jsonl')))

  it.each(cases)('counts what write does: %s', async (name) => {
    const read = (file: string) => readFileSync(join(GOLDEN, name, file), 'utf8')
    await compare({
      config: JSON.parse(read('config.json')) as Record<string, unknown>,
      catalog: JSON.parse(read('catalog.json')) as unknown,
      input: read('input.jsonl'),
    })
  })

  it('counts what write does when rows of one person merge, conflict and fill several requests', async () => {
    const column = (type: string) => ({ type })
    const streams = ['people', 'leavers', 'carts'].map((stream) => ({
      stream: {
        name: stream,
        json_schema: {
          properties: {
            id: column('string'),
            n: column('number'),
            text: column('string'),
            at: { type: 'string', format: 'date-time' },
          },
        },
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
      primary_key: [['id']],
    }))
    const lines: string[] = []
    for (let n = 0; n < 6000; n++) {
      const stream = ['people', 'people', 'carts', 'leavers'][n % 4]!
      const data = { id: `p${(n * 7) % 997}`, n, text: 'x'.repeat(n % 900), at: new Date(n * 1e9).toISOString() }
      lines.push(JSON.stringify({ type: 'RECORD', record: { stream, emitted_at: 1, data } }))
    }
    await compare({
      config: {
        credentials: { site_id: 'site', api_key: 'key' },
        guards: { max_deletes: 100_000 },
        streams: [
          { stream: 'people', object: 'person', id_column: 'id' },
          { stream: 'leavers', object: 'person', operation: 'delete', id_column: 'id' },
          {
            stream: 'carts',
            object: 'event',
            id_column: 'id',
            event_name: 'cart',
            event_id_columns: ['n'],
            timestamp_column: 'at',
          },
        ],
      },
      catalog: { streams },
      input: lines.join('\n'),
    })
  })

  it('says by its exit code that a guard would stop the run, and counts to the end', async () => {
    const row = (id: number) => `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":{"id":"${id}"}}}`
    const { write, preview, inspection } = await compare({
      config: {
        credentials: { site_id: 'site', api_key: 'key' },
        streams: [{ stream: 'people', object: 'person', id_column: 'id' }],
        guards: { max_people: 2 },
      },
      catalog: {
        streams: [
          { stream: { name: 'people', json_schema: {} }, sync_mode: 'full_refresh', destination_sync_mode: 'append' },
        ],
      },
      input: [1, 2, 3].map(row).join('\n'),
    })
    expect([write.code, preview.code]).toEqual([1, 1])
    expect(inspection).toMatchObject({ verdict: 'would_stop', rows: { read: 3, delivered: 3 } })
  })
})

interface Run {
  readonly config: Record<string, unknown>
  readonly catalog: unknown
  readonly input: string
}

/** Runs write and preview on the same input and compares everything that both count. */
async function compare({ config, catalog, input }: Run) {
  const folder = temporaryFolder()
  const sink = await startSink()
  try {
    const here = { ...config, endpoints: { track_url: sink.url } }
    const summaryFile = join(folder.path, 'summary.json')
    const write = await runWrite({ config: here, catalog, input, args: ['--summary', summaryFile] })
    const sent = sink.requests.length
    const { preview, inspection } = await runPreview(folder.path, { config: here, catalog, input })
    expect(sink.requests).toHaveLength(sent)
    if (inspection === undefined) {
      // What no preview comes of is a failure of write as well.
      expect(write.code).toBe(1)
      expect([70, 78]).toContain(preview.code)
    } else if (inspection.verdict === 'would_run') {
      const summary = JSON.parse(readFileSync(summaryFile, 'utf8')) as Summary
      expect(inspection.rows).toEqual(summary.rows)
      expect(inspection.streams.map(countsOf)).toEqual(
        summary.streams.map(({ stream, delivered, skipped, rejected }) => ({ stream, delivered, skipped, rejected })),
      )
      expect(summary.requests).toBeGreaterThanOrEqual(inspection.estimate.requests_at_least)
      expect(summary.requests).toBeLessThanOrEqual(inspection.estimate.requests_at_most)
      expect(inspection.estimate.requests).toBeGreaterThanOrEqual(inspection.estimate.requests_at_least)
      expect(inspection.estimate.requests).toBeLessThanOrEqual(inspection.estimate.requests_at_most)
    }
    return { write, preview, inspection }
  } finally {
    await sink.stop()
    folder.remove()
  }
}

async function runPreview(folder: string, run: Run): Promise<{ preview: Ran; inspection: Preview | undefined }> {
  const file = (name: string) => join(folder, name)
  writeFileSync(file('config.json'), JSON.stringify(run.config))
  writeFileSync(file('catalog.json'), JSON.stringify(run.catalog))
  writeFileSync(file('input.jsonl'), run.input)
  const args = ['--config', file('config.json'), '--catalog', file('catalog.json'), '--input', file('input.jsonl')]
  const preview = await runForPeople(['preview', ...args, '--json', file('preview.json')])
  const made = existsSync(file('preview.json'))
  return { preview, inspection: made ? (JSON.parse(readFileSync(file('preview.json'), 'utf8')) as Preview) : undefined }
}

/** Rejections summed over their fields, as write counts them. */
function countsOf({ stream, delivered, skipped, rejected }: Preview['streams'][number]) {
  const byCode: Record<string, number> = {}
  for (const { code, rows } of rejected) byCode[code] = (byCode[code] ?? 0) + rows
  return { stream, delivered, skipped, rejected: byCode }
}
