import {
  environment,
  exampleConfig,
  flagOf,
  formatConfig,
  isLoopback,
  type Key,
  keyNames,
  keys,
  openLog,
  originsOf,
  readConfig,
  startServer,
  unknownVariables,
} from '@magpie-im/server'
import { banner } from '../banner.ts'
import { type Command, type Option, textOf, type Values } from '../command.ts'
import { untilToldToStop } from '../stop-signal.ts'

export const serve: Command = {
  name: 'serve',
  about: 'Starts the server and runs it until it is told to stop (Ctrl-C).',
  usage: '[options]',
  options: {
    config: { type: 'string', value: 'FILE', about: 'read settings from a YAML file' },
    'print-config': { type: 'boolean', about: 'print the settings that result, and stop' },
    'print-example': { type: 'boolean', about: 'print a commented configuration file with the defaults, and stop' },
    ...Object.fromEntries(keyNames.map((key) => [flagOf(key).slice(2), optionOf(key)])),
  },
  async run(values) {
    const file = textOf(values, 'config')
    const sources = { flags: flagsOf(values), env: environment, file }
    const config = readConfig(sources)
    if (values['print-example'] === true) return print(exampleConfig())
    if (values['print-config'] === true) return print(formatConfig(config))
    const log = openLog(config['log.level'])
    for (const name of unknownVariables(environment)) log.warn('unknown environment variable', { name })
    const demo = file === undefined && isLoopback(config['omtp.host']) && isLoopback(config['http.host'])
    const server = await startServer(config, { demo, log, origins: originsOf(sources) })
    // Before anybody is told that it runs, and may stop it.
    const told = untilToldToStop({ hangUp: server.renewCertificate })
    print(await banner(server, { demo }))
    const reason = await told
    log.info('stopping', { reason })
    await server.stop()
    return 0
  },
}

function optionOf(key: Key): Option {
  return { type: 'string', value: 'VALUE', about: `${keys[key].about} (default ${keys[key].default})` }
}

function flagsOf(values: Values): Partial<Record<Key, string>> {
  const given = keyNames.map((key) => [key, textOf(values, flagOf(key).slice(2))] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}
