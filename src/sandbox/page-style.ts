/** The style sheet of the page: light and dark, narrow and wide, without scripts and external files. */
export const STYLE = `
:root{color-scheme:light dark;--back:#f5f6f8;--card:#fff;--line:#e3e6ea;--soft:#f0f2f5;--ink:#1a2129;--dim:#667281;--brand:#0a7d5a;--brand-soft:#e2f4ed;--warn:#9a5b00;--warn-soft:#fff3dc;--bad:#b3261e;--bad-soft:#fdeceb;--string:#8a3ffc;--number:#0062b1;--boolean:#a2460a;--shadow:0 1px 2px #10182814}
@media(prefers-color-scheme:dark){:root{--back:#0f1318;--card:#171c23;--line:#2a323c;--soft:#202730;--ink:#e7ebf0;--dim:#95a1b0;--brand:#5ed6ab;--brand-soft:#12342a;--warn:#f2bd62;--warn-soft:#38290f;--bad:#ff9c94;--bad-soft:#3d1a18;--string:#c9a7ff;--number:#7cc0ff;--boolean:#ffb27d;--shadow:none}}
*{box-sizing:border-box}html{scroll-padding-top:76px}
body{margin:0;font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--back)}
.bar{position:sticky;top:0;z-index:2;background:var(--card);border-bottom:1px solid var(--line)}
.bar>div,main{max-width:1440px;margin:0 auto;padding:12px 24px}
.bar>div{display:flex;align-items:center;gap:12px 20px;flex-wrap:wrap}
h1{font-size:18px;margin:0;display:flex;align-items:center;gap:10px}h1 small{font-weight:400;color:var(--dim);font-size:14px}
.logo{width:26px;height:26px;border-radius:7px;background:var(--brand);display:grid;place-items:center;color:var(--card);font-size:15px;font-weight:700}
form{margin-left:auto;display:flex;gap:6px}input,button{font:inherit;padding:6px 11px;border:1px solid var(--line);border-radius:8px;background:var(--back);color:inherit}input{width:220px}button{background:var(--brand);border-color:var(--brand);color:var(--card);font-weight:600;cursor:pointer}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:10px;list-style:none;padding:0;margin:8px 0 4px}
.figures a{display:block;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:10px 14px;text-decoration:none;color:var(--dim);box-shadow:var(--shadow)}.figures a:hover{border-color:var(--brand)}.figures b{display:block;font-size:22px;line-height:1.2;color:var(--ink);font-variant-numeric:tabular-nums}.figures .alarm b{color:var(--warn)}.figures .mark b{color:var(--brand)}
.notice{background:var(--brand-soft);border-radius:10px;padding:10px 14px;margin:12px 0 0}.notice a{color:var(--brand)}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;margin:14px 0;box-shadow:var(--shadow);overflow:hidden}
h2{font-size:15px;margin:0;padding:12px 16px;display:flex;align-items:baseline;gap:8px;flex-wrap:wrap}h2 .count{background:var(--soft);border-radius:20px;padding:0 9px;font-size:12px;font-weight:500;color:var(--dim)}h2 small{font-weight:400;color:var(--dim);font-size:12.5px}
.none{color:var(--dim);margin:0;padding:0 16px 14px}.none code{font-size:13px}
.scroll{overflow:auto;max-height:620px;border-top:1px solid var(--line)}
table{border-collapse:collapse;width:100%;font-size:13px}th{position:sticky;top:0;background:var(--soft);text-align:left;font-weight:600;color:var(--dim);font-size:11.5px;letter-spacing:.03em;text-transform:uppercase;white-space:nowrap;z-index:1}
th,td{padding:8px 12px;border-bottom:1px solid var(--line);vertical-align:top}th:first-child,td:first-child{padding-left:16px}tr:last-child td{border-bottom:0}tbody tr:hover{background:color-mix(in srgb,var(--soft) 55%,transparent)}
td{overflow-wrap:anywhere;min-width:170px;max-width:360px}td.wide{min-width:340px;max-width:none}td.when,td.num{min-width:0}td.short{min-width:92px}td.id{white-space:nowrap;min-width:0;max-width:none}.when{white-space:nowrap;font-variant-numeric:tabular-nums;color:var(--dim)}
code{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;color:var(--dim)}
.who{display:flex;gap:10px;min-width:230px}.who .face{flex:none;width:30px;height:30px;border-radius:50%;display:grid;place-items:center;background:var(--brand-soft);color:var(--brand);font-weight:600}.who b{display:block;font-weight:600}.who span{color:var(--dim);display:block}
.values{display:flex;flex-wrap:wrap;gap:4px 6px}.value{display:inline-flex;flex-wrap:wrap;gap:0 6px;align-items:baseline;background:var(--soft);border-radius:7px;padding:2px 8px;max-width:100%}.value i{font-style:normal;color:var(--dim)}
.value em{font-style:normal;font-size:10.5px;color:var(--dim);opacity:.85}.string{color:var(--string)}.number{color:var(--number);font-variant-numeric:tabular-nums}.boolean{color:var(--boolean)}.null{color:var(--dim);font-style:italic}
.value time{color:var(--dim)}.value time::before{content:"= "}.hint{color:var(--warn);font-size:11.5px}
details{display:contents}summary{cursor:pointer;color:var(--brand);padding:2px 6px;font-size:12.5px;list-style:none}summary::-webkit-details-marker{display:none}details[open] summary{opacity:.6}
.tag{display:inline-block;border-radius:20px;padding:0 8px;font-size:12px;background:var(--soft);color:var(--dim);white-space:nowrap}.tag.good{background:var(--brand-soft);color:var(--brand)}.tag.warn{background:var(--warn-soft);color:var(--warn)}.tag.bad{background:var(--bad-soft);color:var(--bad)}
.tags{display:flex;flex-wrap:wrap;gap:6px;padding:0 16px 14px}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
footer{color:var(--dim);font-size:12.5px;padding:4px 2px 20px}
@media(max-width:760px){.bar>div,main{padding:10px 12px}form{margin-left:0;width:100%}input{flex:1;min-width:0}.figures{grid-template-columns:repeat(3,1fr);gap:8px}.figures a{padding:8px 10px;font-size:12.5px}.figures b{font-size:18px}h1 small{display:none}html{scroll-padding-top:110px}.scroll{max-height:none}table,tbody,tr,td{display:block;width:100%}thead{display:none}tr{padding:8px 14px;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}td,td:first-child,td.wide{min-width:0;max-width:none;padding:3px 0;border:0;text-align:left}td.id{white-space:normal}td[data-head]:not(:first-child)::before{content:attr(data-head);display:block;color:var(--dim);font-size:10.5px;letter-spacing:.03em;text-transform:uppercase}td:empty,td:not(:first-child):has(>.values:empty){display:none}}
`
