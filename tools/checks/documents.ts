import { posix } from 'node:path'
import { lineAt, type Violation } from './source-file.ts'

export interface Document {
  readonly path: string
  readonly text: string
}

const link = /\[[^\]]*\]\(\s*<?([^)\s>]+)[^)]*\)/gu
const fences = /^(?:```|~~~)[\s\S]*?^(?:```|~~~)/gmu

/** Links to files of the repository lead somewhere. */
export function checkLinks({ path, text }: Document, exists: (path: string) => boolean): Violation[] {
  const prose = text.replace(fences, (block) => block.replace(/[^\n]/gu, ' '))
  const targets = [...prose.matchAll(link)].map(({ 1: target = '', index }) => ({ target, line: lineAt(text, index) }))
  return targets
    .filter(({ target }) => !/^(?:[a-z]+:|#)/u.test(target))
    .filter(({ target }) => !exists(posix.join(posix.dirname(path), decodeURI(target).replace(/#.*$/u, ''))))
    .map(({ target, line }) => ({ path, line, problem: `the link to ${target} leads nowhere` }))
}

const machines = [
  { pattern: /(?<![\w.~-])\/(?:root|work|home\/\w+|Users\/\w+)\/\w/gu, problem: 'a path of one machine' },
  { pattern: /\.\.\/shared\b/gu, problem: 'a path outside the repository' },
]

/** A clone has nothing but the repository. */
export function checkPaths({ path, text }: Document): Violation[] {
  return machines.flatMap(({ pattern, problem }) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ path, line: lineAt(text, index), problem })),
  )
}

const readmeLines = 40

/** The first README shows the two commands; every package has one that can be read at a glance. */
export function checkReadmes(packages: readonly string[], read: (path: string) => string | undefined): Violation[] {
  const front = read('README.md') ?? ''
  const missing = ['npm start', 'npm test'].filter((command) => !front.includes(command))
  const readmes = packages.map((name) => ({ path: `packages/${name}/README.md`, text: read(`packages/${name}/README.md`) }))
  return [
    ...missing.map((command) => ({ path: 'README.md', line: 1, problem: `does not show \`${command}\`` })),
    ...readmes.filter(({ text }) => text === undefined).map(({ path }) => ({ path, line: 1, problem: 'is missing' })),
    ...readmes
      .filter(({ text = '' }) => text.trimEnd().split('\n').length > readmeLines)
      .map(({ path }) => ({ path, line: readmeLines, problem: `has more than ${readmeLines} lines` })),
  ]
}
