import type { Review } from '../../model/review.ts'
import { contentPolicy } from './content-policy.ts'
import { inertData, Markup, markup } from './markup.ts'
import { notices } from './notices.ts'
import { pageChanges } from './page-changes.ts'
import type { PageData } from './page-data.ts'
import { pageDependants } from './page-dependants.ts'
import { pageHead } from './page-head.ts'
import { pageSummary } from './page-summary.ts'
import { plainList } from './plain-list.ts'
import { reviewTitle } from './review-title.ts'
import { type PageParts, shippedPage } from './shipped-page.ts'

/**
 * Writes a review as one page for a browser, which loads nothing from anywhere. Its policy lets no script and no style
 * run but its own two, and what comes from files or a controller is text in it, never markup.
 * @param review what is to be looked at
 * @param parts the page's script and style; those that are shipped unless given
 * @returns HTML; the same review gives the same bytes
 */
export function htmlReport(review: Review, parts: PageParts = shippedPage()): string {
  const data: PageData = { changes: pageChanges(review), ...pageDependants(review) }
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Keelson">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${reviewTitle(review)}</title>
<style>${new Markup(parts.style)}</style>
</head>
<body>
<a class="skip" href="#list">Skip to the changes</a>
${pageHead(review)}
<main>
${notices(review)}
${pageSummary(review)}
<div id="changes">
${plainList(data)}
</div>
</main>
${inertData('data', data)}
<script>${new Markup(parts.script)}</script>
</body>
</html>
`
  return page.text
}
