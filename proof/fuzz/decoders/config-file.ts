import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, StartError } from '@magpie-im/server'
import { answered, type Decoder } from '../decoder.ts'

const folder = mkdtempSync(join(tmpdir(), 'magpie-fuzz-'))
const file = join(folder, 'magpie.yaml')
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

function read(input: Buffer): string {
  writeFileSync(file, input)
  const { services, routes } = readConfig({ flags: {}, env: {}, file })
  return `${services.size} services, ${routes.length} routes`
}

/** Without what is quoted of the file. */
function startError(error: unknown): string | undefined {
  if (!(error instanceof StartError)) return undefined
  const words = error.message
    .replaceAll(file, '')
    .match(/\b(?:key|single|between|whole|must|list|read|sections|Map|tag|alias|collection|indent|flow)\b/gi)
  return (words ?? []).slice(0, 6).join(' ')
}

/** The operator's own file: it must be understood or refused in a sentence. */
export const configFile: Decoder = {
  name: 'config-file',
  seeds: [
    'omtp:\n  port: 7100\n  host: 127.0.0.1\n',
    'http: {port: 0}\nlog: {level: warn}\n',
    'limits:\n  requestsPerConnection: 10\n',
    'services:\n  users:\n    addresses: [http://127.0.0.1:1/]\nroutes:\n  - {types: 200-300, service: users}\n',
    '# nothing\n',
  ].map((text) => Buffer.from(text)),
  words: ['&a ', '*a', '<<: *a', '!!js', '- ', ': ', '|\n', '>-\n', '? ', '---\n', '...\n', '%YAML 1.1\n', '{', '[', '"\\x', '\t'].map(
    (text) => Buffer.from(text),
  ),
  longest: 512,
  // YAML takes a millisecond, and the file is its reader's own.
  share: 0.05,
  decode: (input) => answered(() => read(input), startError),
}
