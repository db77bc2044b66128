import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = readdirSync(new URL('packages/', import.meta.url))
const source = (name: string, door = '') => fileURLToPath(new URL(`packages/${name}/src/${door}index.ts`, import.meta.url))
const doorForNode = { find: '@magpie-im/sdk/node', replacement: source('sdk', 'node/') }

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default defineConfig({
  resolve: { alias: [doorForNode, ...packages.map((name) => ({ find: new RegExp(`^@magpie-im/${name}$`), replacement: source(name) }))] },
  test: {
    include: [
      'packages/**/*.test.ts',
      'apps/**/*.test.ts',
      'tests/**/*.test.ts',
      'tools/**/*.test.ts',
      'bench/**/*.test.ts',
      'proof/**/*.test.ts',
    ],
    globalSetup: ['tests/build.ts', 'tests/temporary-folder.ts'],
    // Of two cores Vitest would use one; half of what the tests do is waiting for servers that start.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Of a second, its default, a busy machine may use up more than one.
    expect: { poll: { timeout: 20_000 } },
  },
})
