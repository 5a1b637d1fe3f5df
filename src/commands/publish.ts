import { writeFile } from 'node:fs/promises'
import type { Inspection } from '../report/inspection'
import type { Session } from './context'

/** Prints an inspection, and writes it where the user asked for it. */
export async function publish(
  session: Session,
  inspection: Inspection,
  { json, report }: { readonly json?: string | undefined; readonly report?: string | undefined },
): Promise<void> {
  const { renderTerminal } = await import('../report/terminal.js')
  session.stdout.write(renderTerminal(inspection))
  if (json !== undefined) await writeFile(json, `${JSON.stringify(inspection, null, 2)}\n`)
  if (report === undefined) return
  const { renderHtml } = await import('../report/html.js')
  await writeFile(report, renderHtml(inspection))
  session.output.log('INFO', `The report is in ${report}.`)
}
