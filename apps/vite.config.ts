import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = 'http://127.0.0.1:7180'

/** Somebody may have chosen other colours than the system's: nothing is painted before the page knows. */
const paintNothingBefore: Plugin = {
  name: 'paint-nothing-before',
  transformIndexHtml: { order: 'post', handler: (html) => html.replace('<script type="module"', '$& blocking="render"') },
}

// biome-ignore lint/style/noDefaultExport: Vite reads its configuration from the default export.
export default defineConfig({
  plugins: [react(), paintNothingBefore],
  cacheDir: fileURLToPath(new URL('../.cache/vite', import.meta.url)),
  // The pages may run nothing and load nothing that is written into them.
  build: { target: 'es2024', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  // While one works on a page: `vite apps/web --config apps/vite.config.ts`, beside a running server.
  server: { proxy: { '/ws': { target: server, ws: true, rewriteWsOrigin: true }, '/api': server } },
})
