export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end'
  readonly text: string
  readonly line: number
  /** The comment in the lines right above, or behind it on its own line. */
  readonly above: string
  readonly behind: string
}

/** A mistake in a schema; its message begins with `file:line:`. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'

  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`)
  }
}

const pattern =
  /(?<blank>[ \t\r]+)|(?<comment>\/\/[^\n]*)|(?<newline>\n)|(?<word>#?[A-Za-z_]\w*)|(?<number>-?\d+)|"(?<text>[^"\n]*)"|(?<sign>[{}<>();,=])/uy

interface Piece {
  readonly kind: string
  readonly text: string
  readonly line: number
}

function* pieces(file: string, source: string): Generator<Piece> {
  let line = 1
  let at = 0
  while (at < source.length) {
    pattern.lastIndex = at
    const groups = pattern.exec(source)?.groups
    const found = Object.entries(groups ?? {}).find(([, text]) => text !== undefined)
    if (found === undefined) throw new SchemaError(file, line, `'${source[at]}' has no meaning here`)
    const [kind, text] = found
    if (kind !== 'blank') yield { kind, text: text ?? '', line }
    if (kind === 'newline') line++
    at = pattern.lastIndex
  }
  yield { kind: 'end', text: 'the end of the file', line }
}

/** The tokens of one file, the last of kind `end`. */
export function lex(file: string, source: string): Token[] {
  const all = [...pieces(file, source)]
  const comments = new Map(all.filter(({ kind }) => kind === 'comment').map(({ line, text }) => [line, text.slice(2).trim()]))
  const code = all.filter(({ kind }) => kind !== 'comment' && kind !== 'newline')
  const codeLines = new Set(code.map(({ line }) => line))

  return code.map(({ kind, text, line }) => ({
    kind: kind as Token['kind'], // as: the pattern names no other groups
    text,
    line,
    above: commentAbove(line),
    behind: comments.get(line) ?? '',
  }))

  function commentAbove(line: number): string {
    const lines: string[] = []
    for (let at = line - 1; comments.has(at) && !codeLines.has(at); at--) lines.unshift(comments.get(at) ?? '')
    return lines.join(' ')
  }
}
