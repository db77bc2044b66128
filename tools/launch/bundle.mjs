import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What is run of the packages: a process or a thread begins with each, and reading one file takes a third of the time
 * that reading a thousand does.
 */
const programs = [
  'cli/main',
  'journal/compaction/thread',
  'journal/files/thread',
  'server/files/picture-program',
  'server/read-model/thread',
  'server/search/thread',
  'server/workers/program',
]

/** They read files that lie beside their own. */
const external = ['@fastify/swagger-ui', 'sharp', 'thread-stream']
const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

/** @param {string} program @param {'dist' | 'bundle'} tree */
function fileOf(program, tree) {
  const [name = '', ...path] = program.split('/')
  return `${join(packages, name, tree, ...path)}.js`
}

/**
 * A module finds what lies beside it (a thread's program, the API's document) from where it would be if it were not in a bundle:
 * the trees `dist` and `bundle` of a package have the same shape, so that it is the same path.
 *
 * @param {string} output file of the bundle
 * @returns {import('rolldown').Plugin}
 */
function placesKept(output) {
  return {
    name: 'places-kept',
    transform(code, id) {
      if (!id.startsWith(packages) || !code.includes('import.meta.url')) return null
      const place = relative(dirname(output), id.replace(`${sep}dist${sep}`, `${sep}bundle${sep}`)).replaceAll(sep, '/')
      return { code: code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`), map: null }
    },
  }
}

/** @param {string} program */
async function bundle(program) {
  const { build } = await import('rolldown')
  const file = fileOf(program, 'bundle')
  await build({
    input: fileOf(program, 'dist'),
    platform: 'node',
    external,
    plugins: [placesKept(file)],
    logLevel: 'warn',
    output: { file, format: 'esm', sourcemap: true, codeSplitting: false },
  })
}

await Promise.all(programs.map(bundle))
