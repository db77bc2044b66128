/** Whom a link signs in: `#user=olga&token=…`. The token leaves the address at once, so that it is in no history and no bookmark. */
export function takeLink(): { readonly user: string; readonly secret: string } | undefined {
  const given = new URLSearchParams(location.hash.replace(/^#/u, ''))
  const [user, secret] = [given.get('user'), given.get('token')]
  if (user === null || secret === null) return undefined
  history.replaceState(null, '', location.pathname)
  return { user, secret }
}
