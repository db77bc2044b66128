import { existsSync } from 'node:fs'
import { checkLinks, checkPaths, checkReadmes } from './documents.ts'
import { listFiles, readText, report, root } from './repository.ts'

const isText = /\.(?:md|tsx?|mjs|js|json|ya?ml|tars|proto|sql|sh|html|css|txt)$|(?:^|\/)[^./]+$/u
const paths = listFiles()
const documents = paths.filter((path) => isText.test(path)).map((path) => ({ path, text: readText(path) }))
const pages = documents.filter(({ path }) => path.endsWith('.md'))
const packages = new Set(paths.flatMap((path) => /^packages\/([^/]+)\/package\.json$/u.exec(path)?.[1] ?? []))

report(
  [
    ...pages.flatMap((page) => checkLinks(page, (path) => existsSync(`${root}${path}`))),
    ...documents.flatMap(checkPaths),
    ...checkReadmes([...packages], (path) => (paths.includes(path) ? readText(path) : undefined)),
  ],
  `${pages.length} pages, all links lead somewhere`,
)
