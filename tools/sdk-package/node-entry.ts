import { join } from 'node:path'
import { build, type InlineConfig, type Rolldown } from 'vite'

/** The transport for OMTP in one file: what it needs of the package `wire` is in it, and nothing else of that. */
export async function bundleTransport(dist: string): Promise<string> {
  const entry = join(dist, 'node/omtp-transport.js')
  const options: InlineConfig = {
    ...{ configFile: false, logLevel: 'warn', root: dist },
    build: { write: false, minify: false, target: 'es2024', ssr: entry },
    ssr: { noExternal: true },
  }
  const { output } = (await build(options)) as Rolldown.RolldownOutput // as: of one entry that is not watched
  const [chunk, ...more] = output
  if (more.length > 0) throw new Error('the transport is more than one file')
  return chunk.code
}
