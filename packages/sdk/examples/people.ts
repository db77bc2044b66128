import { type Client, type ClientEvents, connect, type Device } from '@magpie-im/sdk'

const [url = '', ann = '', annsToken = '', ben = '', bensToken = '', secret = '', omtp = ''] = process.argv.slice(2)

/** Of whoever runs an example: `node send.ts ws://127.0.0.1:7180/ws ann <her token> ben <his token>`; some need more: the server's `tokenSecret`, and where its OMTP is, as `omtp://127.0.0.1:7100`. */
export const place = { url, ann, annsToken, ben, bensToken, secret, omtp }

const device = (user: string): Device => ({ id: `laptop-of-${user}`, type: 'web' })

/** Two people who are signed in, and friends. */
export async function people(): Promise<{ readonly ann: Client; readonly ben: Client; close(): Promise<unknown> }> {
  const one = connect({ url, user: ann, token: annsToken, device: device(ann) })
  const other = connect({ url, user: ben, token: bensToken, device: device(ben) })
  await Promise.all([next(one, 'synced'), next(other, 'synced')])
  await one.request('addFriend', { friend: ben })
  return { ann: one, ben: other, close: () => Promise.all([one.close(), other.close()]) }
}

/** What is told next. */
export function next<N extends keyof ClientEvents>(client: Client, event: N): Promise<ClientEvents[N]> {
  return new Promise((resolve) => {
    const end = client.on(event, (told) => {
      end()
      resolve(told)
    })
  })
}

/** Resolves when it shows what is awaited. */
export function shows<T extends { subscribe(listener: () => void): () => void }>(view: T, holds: (view: T) => boolean): Promise<void> {
  if (holds(view)) return Promise.resolve()
  return new Promise((resolve) => {
    const end = view.subscribe(() => {
      if (!holds(view)) return
      end()
      resolve()
    })
  })
}
