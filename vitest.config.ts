import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = readdirSync(new URL('packages/', import.meta.url))
const source = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url))

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default defineConfig({
  resolve: { alias: Object.fromEntries(packages.map((name) => [`@magpie-im/${name}`, source(name)])) },
  test: {
    include: ['packages/**/*.test.ts', 'tests/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts', 'proof/**/*.test.ts'],
    globalSetup: 'tests/temporary-folder.ts',
    // Of two cores Vitest would use one; half of what the tests do is waiting for servers that start.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
