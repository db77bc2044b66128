import type { IncomingMessage } from 'node:http'

/**
 * Whether a page in a browser may connect: one of this server's own, or of an origin that was allowed; `*` allows all. Who sends
 * no origin is no browser.
 */
export function originCheck(allowed: readonly string[]): (request: IncomingMessage) => boolean {
  const all = allowed.includes('*')
  const known = new Set(allowed)
  return ({ headers: { origin, host = '' } }) => all || origin === undefined || known.has(origin) || isOwn(origin, host)
}

/** Ports that go without saying are left out by browsers, and not by everybody else. */
function isOwn(origin: string, host: string): boolean {
  const page = URL.parse(origin)
  return page !== null && page.host !== '' && page.host === URL.parse(`${page.protocol}//${host}`)?.host
}
