/**
 * How tables look on a page for a browser: light and dark, on paper, and in narrow windows, where each row becomes a card. Colours
 * are those of the page for plans.
 */
export const TABLE_STYLE = `:root{color-scheme:light dark;--ground:light-dark(#ffffff,#0d1117);--raised:light-dark(#f6f8fa,#161b22);--line:light-dark(#d0d7de,#3d444d);
--soft:light-dark(#e6eaef,#262c36);--text:light-dark(#1f2328,#e6edf3);--faint:light-dark(#57606a,#9ea7b3);--bad:light-dark(#a40e26,#ff938a);
--replace:light-dark(#6639ba,#d2a8ff);--warn:light-dark(#7a4d00,#e3b341);--good:light-dark(#116329,#6fdd8b);--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
*{box-sizing:border-box}
body{margin:0 auto;padding:20px 24px 48px;max-width:1680px;background:var(--ground);color:var(--text);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,sans-serif}
p{margin:0}
h1{margin:4px 0 2px;font-size:24px;font-weight:600;line-height:1.25}
h2{margin:26px 0 8px;font-size:16px;font-weight:600}
.about,.count,.none{color:var(--faint)}
.about{overflow-wrap:anywhere}
.count{font-weight:400;font-size:13px}
.verdict{margin-top:12px;padding:10px 14px;border:1px solid var(--good);border-left-width:4px;border-radius:6px;font-weight:600}
.verdict.warning{border-color:var(--warn)}
.verdict.error{border-color:var(--bad)}
.scroll{overflow-x:auto}
:focus-visible{outline:2px solid light-dark(#0969da,#58a6ff);outline-offset:2px}
table{border-collapse:collapse;width:100%}
th,td{padding:6px 10px;border-bottom:1px solid var(--soft);text-align:left;vertical-align:top}
th{background:var(--raised);border-bottom-color:var(--line);color:var(--faint);font-size:12px;font-weight:600;white-space:nowrap}
td{overflow-wrap:anywhere}
td.level,td.action,td.configuration,td.entity{white-space:nowrap}
td.name,td.workspace{min-width:120px}
td.reason,td.resolution{min-width:220px}
td.place,td.field,td.before,td.after{font-family:var(--mono);font-size:12.5px}
td.field{min-width:110px}
td.place{min-width:150px}
td.before,td.after{min-width:180px}
code{font-family:var(--mono);font-size:12.5px}
td.level,td.action{border-left:3px solid var(--line);font-weight:600}
.error td.level,.delete td.action{border-left-color:var(--bad);color:var(--bad)}
.replace td.action{border-left-color:var(--replace);color:var(--replace)}
.warning td.level,.update td.action{border-left-color:var(--warn);color:var(--warn)}
.create td.action{border-left-color:var(--good);color:var(--good)}
@media screen and (max-width:760px){
body{padding:12px 12px 32px}
table,tbody,tr,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{margin-bottom:10px;padding:6px 10px;border:1px solid var(--line);border-radius:6px}
tr td,tr td.level,tr td.action{display:flex;gap:10px;padding:2px 0;border:0;min-width:0}
td::before{content:attr(data-head);flex:0 0 96px;color:var(--faint);font:400 13px/1.45 system-ui,sans-serif}
td:empty{display:none}
}
@media print{
:root{color-scheme:light}
body{padding:0;max-width:none;font-size:9pt;print-color-adjust:exact}
.scroll{overflow:visible}
td.name,td.workspace,td.place,td.field{min-width:86px}
td.reason,td.resolution{min-width:130px}
td.before,td.after{min-width:100px}
thead{display:table-header-group}
tr,.verdict{break-inside:avoid}
h2{break-after:avoid}
}`
