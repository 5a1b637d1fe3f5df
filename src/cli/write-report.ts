import { writeFile } from 'node:fs/promises'
import type { Log } from '../app/ports'
import type { Inspection } from '../inspection/inspection'
import { withoutControls } from '../lib/unicode'
import type { Context } from './context'
import { PRIVATE_FILE } from '../lib/file-modes'

/** Samples and categories of the rows are for the user alone. */
const PRIVATE = { mode: PRIVATE_FILE }

/** Prints an inspection, and writes it to the files that the user named. */
export async function writeReport(
  { stdout }: Pick<Context, 'stdout'>,
  output: Log,
  inspection: Inspection,
  { json, report }: { readonly json?: string | undefined; readonly report?: string | undefined },
): Promise<void> {
  const { renderTerminal } = await import('../inspection/rendering/terminal-report.js')
  stdout.write(withoutControls(output.clean(renderTerminal(inspection))))
  if (json !== undefined) await writeJson(output, json, inspection)
  if (report === undefined) return
  const { renderHtml } = await import('../inspection/rendering/html-report.js')
  await writeFile(report, output.clean(renderHtml(inspection)), PRIVATE)
  output.log('INFO', `The report is in ${report}.`)
}

/** Writes `value` as JSON without secrets. */
export async function writeJson(output: Log, path: string, value: unknown): Promise<void> {
  await writeFile(path, `${output.clean(JSON.stringify(value, null, 2))}\n`, PRIVATE)
}
