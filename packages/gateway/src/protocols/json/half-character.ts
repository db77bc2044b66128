/**
 * Whether an escape in JSON stands for half a character, which only JSON can hold. For text that was read as JSON and is Unicode itself;
 * by looking at escapes alone, since walking through what was read takes far longer for the worst of frames (I10).
 */
export function hasHalfCharacter(json: string): boolean {
  for (let at = json.indexOf('\\'); at >= 0; at = json.indexOf('\\', at)) {
    const half = halfAt(json, at)
    if (half === 'second') return true
    if (half === 'first') {
      if (halfAt(json, at + escapeLength) !== 'second') return true
      at += escapeLength
    }
    // Another escape, or the rest of it, has no backslash but in `\\`.
    at += half === undefined ? 2 : escapeLength
  }
  return false
}

/** Characters of `\ud83d`. */
const escapeLength = 6

/** Which half the escape that begins here stands for; undefined: none. */
function halfAt(json: string, at: number): 'first' | 'second' | undefined {
  if (json[at] !== '\\' || json[at + 1] !== 'u' || (json[at + 2] !== 'd' && json[at + 2] !== 'D')) return undefined
  const next = json[at + 3] ?? ''
  if ('89abAB'.includes(next)) return 'first'
  return 'cdefCDEF'.includes(next) ? 'second' : undefined
}
