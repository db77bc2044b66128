import { type Operation, operations } from '@magpie-im/http'

/** Every operation of the HTTP API, by what it is about. */
export function operationsPage(): string {
  const byTag = Map.groupBy(operations, ({ tag }) => tag)
  return `# Operations of the HTTP API

Generated from the tables in \`packages/http/src/operations\`, which validate the requests too. Fields and answers: \`/api/docs\` of a running
server, or \`/api/openapi.json\` (OpenAPI 3.1). How to use them: [http-api.md](http-api.md). Errors by name: [errors.md](errors.md).
${[...byTag].map(([tag, rows]) => section(tag, rows)).join('')}`
}

function section(tag: string, rows: readonly Operation[]): string {
  const lines = rows.map(
    ({ method, path, summary, scope, errors = [] }) => `| \`${method} ${path}\` | ${summary} | ${scope} | ${errors.join(', ') || '–'} |`,
  )
  return `
## ${tag}

| operation | does | scope | own errors |
|---|---|---|---|
${lines.join('\n')}
`
}
