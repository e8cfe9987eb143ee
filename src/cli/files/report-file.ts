/** How checkFile knows a report, by a line near its start: Markdown, HTML, JSON, annotations, CSV. A state file that is named by mistake must not be lost. */
export const REPORT = {
  line: /^<!-- keelson:|<meta name="generator" content="Keelson|^ {2}"command": "|^::(error|warning|notice)|^(Table,)?Level,Workspace,/,
  what: () => 'is there already, and is no report',
  hint: 'name another file, or remove it',
  instead: 'leave out --out-file and redirect stdout',
}
