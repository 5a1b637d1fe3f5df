import { writeFile } from 'node:fs/promises'
import type { Inspection } from '../inspection/inspection'
import type { Session } from '../app/session'

/** Prints an inspection, and writes it where the user asked for it. */
export async function writeReport(
  session: Session,
  inspection: Inspection,
  { json, report }: { readonly json?: string | undefined; readonly report?: string | undefined },
): Promise<void> {
  const { renderTerminal } = await import('../inspection/rendering/terminal-report.js')
  const { output } = session
  session.stdout.write(output.clean(renderTerminal(inspection)))
  if (json !== undefined) await writeFile(json, `${output.clean(JSON.stringify(inspection, null, 2))}\n`)
  if (report === undefined) return
  const { renderHtml } = await import('../inspection/rendering/html-report.js')
  await writeFile(report, output.clean(renderHtml(inspection)))
  output.log('INFO', `The report is in ${report}.`)
}
