/** Who signs in, by a link such as `#user=ann&token=…` or by the form. */
export interface Credential {
  readonly user: string
  readonly secret: string
  /** Whether the secret is surely a token, which a browser may keep. */
  readonly isToken: boolean
}

export function parseLink(fragment: string): Credential | undefined {
  const given = new URLSearchParams(fragment.replace(/^#/u, ''))
  const [user, secret] = [given.get('user'), given.get('token')]
  return user === null || secret === null || user === '' || secret === '' ? undefined : { user, secret, isToken: true }
}

/** Takes the token out of the address at once, so that it is in no history and no bookmark. */
export function takeLink(): Credential | undefined {
  const credential = parseLink(location.hash)
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)
  return credential
}
