/** The style sheet of a report, light or dark by the preference of the reader, without external references. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #1b2330; --soft: #5b6676; --line: #dfe3e9; --code: #eef1f5;
  --good: #1f8a5b; --warn: #b7791f; --bad: #c0392b; --note: #3a6ea5; --skip: #98a2b0; --accent: #4b5bd6;
  --good-bg: #e6f4ed; --warn-bg: #fbf2df; --bad-bg: #fbe9e7; --note-bg: #e8f0f8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161d; --card: #1b212b; --ink: #e6eaf0; --soft: #9aa5b5; --line: #2f3845; --code: #252d39;
    --good: #4cc38a; --warn: #e2b04a; --bad: #f0776a; --note: #7db2e8; --skip: #6b7686; --accent: #8f9bff;
    --good-bg: #17301f; --warn-bg: #352a14; --bad-bg: #3a1e1b; --note-bg: #1b2b3c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 24px 0 8px; } .card h3 { margin-top: 0; }
p { margin: 0 0 8px; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 12px 0; }
.verdict { border-left: 5px solid; font-size: 16px; }
.verdict strong { display: block; font-size: 19px; }
.verdict.good { border-left-color: var(--good); background: var(--good-bg); }
.verdict.warn { border-left-color: var(--warn); background: var(--warn-bg); }
.verdict.bad { border-left-color: var(--bad); background: var(--bad-bg); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 16px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tile b { display: block; font-size: 23px; font-variant-numeric: tabular-nums; line-height: 1.3; }
.tile span { color: var(--soft); font-size: 13px; }
.finding { border-left: 4px solid var(--line); padding: 12px 16px; }
.finding.stop, .finding.error { border-left-color: var(--bad); }
.finding.warning { border-left-color: var(--warn); }
.finding.note { border-left-color: var(--note); }
.badge { display: inline-block; border-radius: 20px; padding: 0 9px; font-size: 12px; font-weight: 600; line-height: 1.7; margin-right: 6px; }
.badge.stop, .badge.error { background: var(--bad-bg); color: var(--bad); }
.badge.warning { background: var(--warn-bg); color: var(--warn); }
.badge.note { background: var(--note-bg); color: var(--note); }
.where { font-weight: 600; overflow-wrap: anywhere; }
.fix { font-size: 13px; color: var(--soft); margin: 6px 0 0; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--code); border-radius: 6px; color: var(--ink); }
code { padding: 1px 6px; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { padding: 12px 14px; overflow-x: auto; margin: 8px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); padding: 6px 10px 6px 0; white-space: nowrap; }
td { border-bottom: 1px solid var(--line); padding: 8px 10px 8px 0; vertical-align: top; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
td.name { min-width: 140px; } td.becomes { min-width: 110px; } td.name b { font-weight: 600; display: block; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } th.number { text-align: right; }
td.samples { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12.5px; min-width: 190px; }
td.samples span { display: block; }
.nowrap { white-space: nowrap; }
svg { display: block; max-width: 100%; }
svg text { fill: var(--ink); font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg .soft { fill: var(--soft); }
.fill-good { fill: var(--good); } .fill-skip { fill: var(--skip); } .fill-bad { fill: var(--bad); } .fill-warn { fill: var(--warn); }
.fill-note { fill: var(--note); } .fill-accent { fill: var(--accent); } .fill-line { fill: var(--line); }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft); margin: 8px 0; }
.key i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.key .good { background: var(--good); } .key .skip { background: var(--skip); } .key .bad { background: var(--bad); }
.key .warn { background: var(--warn); } .key .note { background: var(--note); } .key .accent { background: var(--accent); } .key .line { background: var(--line); }
details { margin: 12px 0; } summary { cursor: pointer; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 8px 0 0; font-size: 13.5px; }
dt { font-weight: 600; } dd { margin: 0; color: var(--soft); }
footer { margin-top: 48px; color: var(--soft); font-size: 13px; }
@media print { body { background: #fff; } .card, .tile { break-inside: avoid; } }
@media (max-width: 560px) { main { padding: 20px 14px 48px; } dl { grid-template-columns: 1fr; } }
`
