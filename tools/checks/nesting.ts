import { lineAt, type Rule } from './source-file.ts'

const limit = 3
/** What stands before the brace of a block that is control flow; a header's own parentheses are already gone. */
const control = /(?:\b(?:if|for|for await|while|switch|catch)\s*\(\s*\)|\b(?:else|do|try|finally|catch))\s*$/u
const parentheses = /\([^()]*\)/gu

/** Blocks of control flow inside each other, counted from the function they are in. */
export const nestingRule: Rule = ({ path, text, code }) => {
  const problems = []
  const depths: number[] = []
  for (const { 0: brace, index } of code.matchAll(/[{}]/gu)) {
    if (brace === '}') depths.pop()
    else depths.push(depthAt(code, index, depths.at(-1) ?? 0))
    if (brace === '{' && depths.at(-1) === limit + 1) {
      problems.push({ path, line: lineAt(text, index), problem: `control flow nested more than ${limit} deep` })
    }
  }
  return problems
}

/** An object in the middle of control flow is no level of its own, a function begins anew. */
function depthAt(code: string, brace: number, outer: number): number {
  const before = withoutParentheses(code.slice(Math.max(0, brace - 400), brace))
  if (control.test(before)) return outer + 1
  return /(?:=>|\)(?:\s*:[^;={}]*)?)\s*$/u.test(before) ? 0 : outer
}

/** Empties parentheses from the inside out. */
function withoutParentheses(text: string): string {
  const emptied = text.replace(parentheses, '\0')
  return emptied === text ? text.replaceAll('\0', '()') : withoutParentheses(emptied)
}
