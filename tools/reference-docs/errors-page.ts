import { omtpCodes } from '@magpie-im/gateway'
import { statuses } from '@magpie-im/http'
import { closeReasons, type ErrorName, errors } from '@magpie-im/model'

/** Every reason for which a request is refused or a connection ended. */
export function errorsPage(): string {
  const names = Object.keys(errors) as ErrorName[] // as: Object.keys forgets the names it was given
  const refusals = names.map(
    (name) => `| ${name} | ${errors[name].message} | ${errors[name].retry ? 'yes' : 'no'} | ${omtpCodes[name]} | ${statuses[name]} |`,
  )
  const closings = Object.entries(closeReasons).map(
    ([name, { reason, reconnect }]) => `| ${name} | ${reason} | ${reconnect ? 'yes' : 'no'} |`,
  )
  return `# Errors

Generated from \`packages/model/src/errors.ts\` and the doors' own tables.

## Refused requests

The connection lives on. HTTP answers with the status, and the name is the \`code\` of its error. At sign-in, an OMTP client is told 6 (come back by itself) for every reason that may pass, and the connection is closed.

| name | means | try again | OMTP | HTTP |
|---|---|---|---|---|
${refusals.join('\n')}

## Closed connections

The log names the reason; *reconnect* says whether a client should come back by itself.

| name | means | reconnect |
|---|---|---|
${closings.join('\n')}
`
}
