import { expect, it } from 'vitest'
import { checkLinks, checkPaths, checkReadmes } from './documents.ts'

const page = (text: string, path = 'docs/a.md') => ({ path, text })

it('a link to a file that does not exist is found', () => {
  const exists = (path: string) => path === 'README.md'
  const text = 'See [this](../README.md#run), [that](https://example.org) and [above](#top).\n[gone](./gone.md)\n```\n[code](x)\n```'
  expect(checkLinks(page(text), exists)).toEqual([{ path: 'docs/a.md', line: 2, problem: 'the link to ./gone.md leads nowhere' }])
})

it('paths of one machine, and outside the repository, are found', () => {
  const path = (...parts: string[]) => parts.join('/')
  expect(checkPaths(page(`x\n${path('', 'root', 'magpie')}`))).toMatchObject([{ line: 2, problem: 'a path of one machine' }])
  expect(checkPaths(page(`(${path('', 'home', 'ann', 'magpie')})`))).toHaveLength(1)
  expect(checkPaths(page(path('..', 'shared', 'x')))).toMatchObject([{ problem: 'a path outside the repository' }])
  expect(checkPaths(page('/api/v1/home/x and https://example.org/root/x and ./work/x'))).toEqual([])
})

it('the first README shows the two commands', () => {
  const problems = checkReadmes([], () => 'npm start').map(({ problem }) => problem)
  expect(problems).toEqual(['does not show `npm test`'])
})

it('every package has a short README', () => {
  const files = new Map([
    ['README.md', 'npm start npm test'],
    ['packages/model/README.md', 'short\n'],
    ['packages/wire/README.md', 'line\n'.repeat(41)],
  ])
  expect(checkReadmes(['model', 'wire', 'cli'], (path) => files.get(path)).map(({ path, problem }) => `${path} ${problem}`)).toEqual([
    'packages/cli/README.md is missing',
    'packages/wire/README.md has more than 40 lines',
  ])
})
