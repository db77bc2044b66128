import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleTransport } from './node-entry.ts'
import { type Protocol, protocolTypes } from './types.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const source = join(root, 'packages/sdk')
const wire = '@magpie-im/wire'
const notMade = /\.(?:map|tsbuildinfo)$/u

/** What `npm pack` makes of the compiled SDK, with its own copy of the protocol's types and packets; answers with the path of the file. */
export async function packSdk(target: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-sdk-'))
  try {
    await stage(folder)
    mkdirSync(target, { recursive: true })
    const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
      cwd: folder,
      encoding: 'utf8',
    })
    const [packed] = JSON.parse(output) as { readonly filename: string }[] // as: npm prints that
    if (packed === undefined) throw new Error('npm packed nothing')
    return join(target, packed.filename)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function stage(folder: string): Promise<void> {
  const dist = join(folder, 'dist')
  cpSync(join(source, 'dist'), dist, { recursive: true, filter: (path) => !notMade.test(path) })
  // From where it lies, since it finds the packages that it imports there.
  writeFileSync(join(dist, 'node/omtp-transport.js'), await bundleTransport(join(source, 'dist')))
  rmSync(join(dist, 'node/omtp'), { recursive: true })
  cpSync(join(source, 'README.md'), join(folder, 'README.md'))
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const protocol = JSON.parse(readFileSync(join(root, 'schemas/json/protocol.json'), 'utf8')) as Protocol // as: we wrote it
  writeFileSync(join(dist, 'wire.d.ts'), protocolTypes(protocol))
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) standAlone(join(dist, path))
  const { private: _, devDependencies: __, ...manifest } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, files: ['dist'] }, undefined, 2))
}

function standAlone(path: string): void {
  if (!/\.(?:js|d\.ts)$/u.test(path)) return
  const text = readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gmu, '')
  writeFileSync(path, text.replaceAll(`'${wire}'`, "'./wire.js'"))
}

if (import.meta.main) console.log(await packSdk(process.argv[2] ?? join(root, '.cache')))
