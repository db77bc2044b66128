/** A page with every part between `<!-- begin x -->` and `<!-- end x -->` made anew. */
export function renewParts(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((renewed, [name, content]) => replacePart(renewed, name, content), text)
}

function replacePart(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`]
  const [before, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the page has no part '${name}'`)
  return `${before}${begin}\n${content.trimEnd()}\n\n${end}${after}`
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |\n`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('')
}
