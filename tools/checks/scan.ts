export interface Comment {
  /** Offsets into the text, end exclusive. */
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface Scan {
  /** The text with comments, and what is inside strings and regular expressions, blanked; same length, same lines. */
  readonly code: string
  readonly comments: readonly Comment[]
}

const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/uy
const quoted = /'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?/uy
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/uy
/** A piece of a template: from its beginning, or from the end of an insertion, to the next insertion or its end. */
const template = /[`}](?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/uy

/** What stands before a slash that divides … */
const operand = /[\w$)\]}'"`]$/u
/** … unless it is one of these words. */
const operator = /\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield|instanceof)$/u

/** Tells code from comments, strings and regular expressions of TypeScript and JavaScript, by text alone. */
export function scan(text: string): Scan {
  const comments: Comment[] = []
  const open: ('brace' | 'insertion')[] = []
  let code = ''
  while (code.length < text.length) {
    const start = code.length
    const sign = text[start] ?? ''
    const pattern = patternAt(sign === '}' && open.pop() === 'insertion', text, code)
    const piece = pattern === undefined ? sign : match(pattern, text, start)
    if (pattern === comment) comments.push({ start, end: start + piece.length, text: piece })
    if (pattern === template && piece.endsWith('${')) open.push('insertion')
    if (pattern === undefined && sign === '{') open.push('brace')
    code += pattern === undefined ? sign : blank(piece, pattern !== comment)
  }
  return { code, comments }
}

/** What begins at the end of `code`; undefined if it is code. */
function patternAt(endsInsertion: boolean, text: string, code: string): RegExp | undefined {
  const sign = text[code.length]
  if (endsInsertion || sign === '`') return template
  if (sign === "'" || sign === '"') return quoted
  if (sign !== '/') return undefined
  const next = text[code.length + 1]
  if (next === '/' || next === '*') return comment
  // `</b>` of a page
  if (code.endsWith('<')) return undefined
  const before = code.slice(-200).trimEnd()
  return operand.test(before) && !operator.test(before) ? undefined : regex
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? text.slice(at, at + 1)
}

/** Line ends stay; of what has delimiters, these stay too. */
function blank(piece: string, delimited: boolean): string {
  const empty = piece.replace(/[^\n]/gu, ' ')
  return delimited && piece.length > 1 ? `${piece[0]}${empty.slice(1, -1)}${piece.at(-1)}` : empty
}
