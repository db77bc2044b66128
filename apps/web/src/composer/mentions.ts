/** Somebody who may be mentioned. */
export interface Candidate {
  readonly user: string
  readonly name: string
  /** Everybody in the group. */
  readonly isAll?: true
}

/** Whom a text speaks to. */
export interface Mentioned {
  readonly users: readonly string[]
  readonly all: boolean
}

/** What stands between an @ and the cursor; undefined: nobody is being mentioned there. */
export function mentionAt(text: string, cursor: number): string | undefined {
  return /(?:^|\s)@([^\s@]{0,32})$/u.exec(text.slice(0, cursor))?.[1]
}

export function suggestionsFor(begun: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const wanted = begun.toLocaleLowerCase()
  return candidates.filter(({ user, name }) => [user, name].some((text) => text.toLocaleLowerCase().startsWith(wanted))).slice(0, 6)
}

/** The text with a name in place of what was begun, and where the cursor is then. */
export function withMention(text: string, cursor: number, { name }: Candidate): { readonly text: string; readonly cursor: number } {
  const begun = mentionAt(text, cursor) ?? ''
  const before = `${text.slice(0, cursor - begun.length)}${name} `
  return { text: before + text.slice(cursor), cursor: before.length }
}

/** Whom of them the text speaks to: at each @ whoever has the longest name that stands there, so that @Anna does not mean Ann. */
export function mentionedIn(text: string, candidates: readonly Candidate[]): Mentioned {
  const meant = [...text.matchAll(/@/gu)].flatMap(({ index }) => {
    const there = candidates.filter(({ name }) => text.startsWith(name, index + 1))
    const longest = Math.max(...there.map(({ name }) => name.length))
    return there.filter(({ name }) => name.length === longest)
  })
  const users = meant.filter(({ isAll }) => isAll !== true).map(({ user }) => user)
  return { users: [...new Set(users)], all: meant.some(({ isAll }) => isAll === true) }
}
