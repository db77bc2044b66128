import { indexedDbStore } from '@magpie-im/sdk/browser'
import { Program, type Seen } from '../program.ts'

/** What is used of a page. */
declare const location: { readonly search: string }
declare const localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void }

/** What it was told from one load of the page to the next. */
export interface Life {
  readonly seen: Seen[]
  losses: number
}

const { url = '', user = '', token = '', to = '', each = '0' } = Object.fromEntries(new URLSearchParams(location.search))
const lives: Life[] = JSON.parse(localStorage.getItem('lives') ?? '[]')
const life: Life = { seen: [], losses: 0 }
lives.push(life)

const program = new Program({ url, user, token, store: indexedDbStore('chaos'), earlier: lives.flatMap(({ seen }) => seen) })
let said = Number(localStorage.getItem('said') ?? 0)
let isPaused = false
const next = () => {
  said += 1
  localStorage.setItem('said', String(said))
  return `${user} ${said - 1}`
}

/** What was said before the page was loaded is still to come; the rest is said one by one. */
async function chat(): Promise<void> {
  await program.sees(() => program.seen.filter(({ body }) => body.startsWith(user)).length >= said)
  while (said < Number(each) && !isPaused) await program.say(to, next())
}

program.client.on('message', ({ message: { seq, body } }) => {
  life.seen.push({ seq, body })
  life.losses = program.losses
  localStorage.setItem('lives', JSON.stringify(lives))
})
const synced = new Promise((resolve) => program.client.on('synced', resolve))
const chatting = synced.then(chat)

/** Nothing of its own is on the way; then it may be killed. */
async function pause(): Promise<void> {
  isPaused = true
  await chatting
}

/** Ends as a program should, with something that it has not sent yet. */
async function end(): Promise<void> {
  await pause()
  if (said < Number(each)) program.client.send(to, next())
  await program.client.close()
}

Object.assign(globalThis, { synced, pause, end, lives: () => lives })
