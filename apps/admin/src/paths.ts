export type PageName =
  | 'overview'
  | 'users'
  | 'conversations'
  | 'groups'
  | 'connections'
  | 'keys'
  | 'settings'
  | 'words'
  | 'signIns'
  | 'audit'
  | 'log'
  | 'checks'

/** `rest`: what of the page, such as a user. */
export function pathOf(name: PageName, rest = ''): string {
  return `#/${name}${rest === '' ? '' : `/${encodeURIComponent(rest)}`}`
}
