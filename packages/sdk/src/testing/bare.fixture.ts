// Runs the core where there is nothing but the language, with ports that it is given, and prints what became of it.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { createContext, SourceTextModule } from 'node:vm'

const folder = new URL('../', import.meta.url)
const context = createContext({})
const modules = new Map<string, SourceTextModule>()

function load(url: URL): SourceTextModule {
  const known = modules.get(url.href)
  if (known !== undefined) return known
  const code = stripTypeScriptTypes(readFileSync(url, 'utf8'))
  const module = new SourceTextModule(code, { context, identifier: url.href })
  modules.set(url.href, module)
  return module
}

const program = new SourceTextModule(
  `import { connect } from './index.ts'
  const frames = []
  const transport = {
    open(url, listener) {
      const say = (frame) => Promise.resolve().then(() => listener.received(JSON.stringify(frame)))
      Promise.resolve().then(() => listener.opened())
      return {
        close: () => Promise.resolve().then(() => listener.closed()),
        send(text) {
          const { id, type } = JSON.parse(text)
          frames.push(type)
          say({ id, ok: answers[type] })
          if (type === 'syncPriority') say({ event: 'message', conversation: 'user:ben', message: { seq: 1, stamp: 1, from: 'ben', kind: 'text', body: 'Hello', state: 'normal', clientMessageId: '' } })
        },
      }
    },
  }
  const answers = {
    signIn: { user: 'ann', heartbeatSeconds: 25, extraData: '' },
    listConversations: { items: [], more: false, cursor: 0 },
    syncPriority: { items: [] },
    listMessages: { items: [], more: false },
    sendMessage: { seq: 2, stamp: 2 },
    signOut: {},
  }
  const clock = { now: () => 0, after: () => ({ cancel() {} }) }
  const client = connect({ url: 'ws://bare/ws', user: 'ann', token: 't', device: { id: 'd', type: 'ios' }, transport, clock })
  const seen = await new Promise((resolve) => client.on('message', resolve))
  const sent = await client.send('user:ben', 'Hi').settled
  await client.signOut()
  export const result = { frames, seen: seen.message.body, sent: sent.sending.state, state: client.state.name, globals: Object.keys(globalThis) }`,
  { context, identifier: new URL('program.ts', folder).href },
)
await program.link((specifier, from) => load(new URL(specifier, from.identifier)))
await program.evaluate()
console.log(JSON.stringify((program.namespace as { readonly result?: unknown }).result)) // as: the program exports it
