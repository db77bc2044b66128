import { apiDocument } from '@magpie-im/http'
import { exampleConfig, flagOf, keyNames, keys, liveKeys, serviceFields } from '@magpie-im/server'
import { errorsPage } from './errors-page.ts'
import { operationsPage } from './operations-page.ts'

/** Generated files by path: what can be set, and what can go wrong. */
export async function referenceFiles(): Promise<Map<string, string>> {
  return new Map([
    ['packages/http/openapi.json', `${JSON.stringify(await apiDocument(), null, 1)}\n`],
    ['docs/config.md', configPage()],
    ['docs/errors.md', errorsPage()],
    ['docs/http-operations.md', operationsPage()],
    ['magpie.example.yaml', `# Every setting with its default. Start with: ./magpie serve --config magpie.yaml\n${exampleConfig()}`],
  ])
}

function configPage(): string {
  const live = new Set<string>(liveKeys)
  const rows = keyNames.map(
    (key) =>
      `| \`${key}\` | \`${keys[key].default}\` | \`${keys[key].env}\` | \`${flagOf(key)}\` | ${live.has(key) ? 'live' : ''} | ${keys[key].about} |`,
  )
  return `# Settings

Generated from \`packages/server/src/config/keys.ts\`; [magpie.example.yaml](../magpie.example.yaml) is the same as a file.

A flag wins over the environment, the environment over the file given with \`--config\`, the file over the default.
What is *live* can also be changed by HTTP while the server runs ([http-api.md](http-api.md)); that wins over everything, restarts included.
A key that does not exist stops the start. \`./magpie serve --print-config\` shows what results.

| key | default | environment | flag | | what it does |
|---|---|---|---|---|---|
${rows.join('\n')}

Without a configuration file, and while it listens on this machine only, the server has two demo accounts.
The commands read \`MAGPIE_DATA\` too, and \`./magpie chat\` takes its token from \`MAGPIE_TOKEN\`.
${outsideSection()}`
}

function outsideSection(): string {
  const rows = Object.entries(serviceFields).map(
    ([name, row]) => `| \`${name}\` | ${row.default === '' ? '' : `\`${row.default}\``} | ${row.about} |`,
  )
  return `
## Services of others

Two sections of the file have no flag and no variable: \`services\` names what Magpie may ask over HTTP, and \`routes\` says which of them answers
which packet types. [routing.md](routing.md) explains both.

\`\`\`yaml
services:
  orders:
    addresses:
      - { url: https://10.0.0.5/magpie, weight: 2 }
      - { url: https://10.0.0.6/magpie }
    timeoutMs: 2000
routes:
  - { types: 200-249, service: orders }
\`\`\`

| of a service | default | what it does |
|---|---|---|
| \`addresses\` | | Where it is: URLs (https, or of this machine), each alone or with a weight from 1 to 1000. |
${rows.join('\n')}
`
}
