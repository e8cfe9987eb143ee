/**
 * Compares what a page shows with what came out. Ids, addresses of loopback, runs and times may differ, digests are `sha256:…`; a line `…` stands for any lines.
 * @param shown the page's text
 * @param printed the program's
 */
export function matches(shown: string, printed: string): boolean {
  const parts = plain(shown)
    .split(/^…\n/m)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(?:.*\\n)*')}$`).test(plain(printed))
}

function plain(text: string): string {
  return `${text.trim()}\n`
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/http:\/\/(localhost|127\.0\.0\.1):\d+/g, 'ADDRESS')
    .replace(/\b\d{8}T\d{6}Z-[0-9a-f]{6}\b/g, 'RUN')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'INSTANT')
    .replace(/\bConfiguration \d\d-\d\d-\d{4} \d\d-\d\d-\d\d\b/g, 'Configuration TIME')
    .replace(/\bsha256:[0-9a-f]{64}/g, 'sha256:…')
    .replace(/\bin \d+(\.\d+)? s\b/g, 'in TIME')
}
