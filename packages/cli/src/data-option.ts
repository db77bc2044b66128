import { environment, keys, readConfig } from '@magpie-im/server'
import { type Options, textOf, type Values } from './command.ts'

export const dataOption: Options = {
  data: { type: 'string', value: 'DIR', about: `the server's data folder (${keys.data.env}; default ${keys.data.default})` },
}

export function dataOf(values: Values): string {
  const data = textOf(values, 'data')
  return readConfig({ flags: data === undefined ? {} : { data }, env: environment, file: undefined }).data
}
