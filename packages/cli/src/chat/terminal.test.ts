import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { openTerminal } from './terminal.ts'

const esc = '\u001b'

function tty() {
  const input = Object.assign(new PassThrough(), { isTTY: true as const })
  const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true as const, columns: 20 })
  let interruptions = 0
  const terminal = openTerminal({ input, output, interrupted: () => interruptions++ })
  const written = () => (output.read() as string | null) ?? '' // as: the encoding makes it text
  return { input, terminal, written, interruptions: () => interruptions }
}

async function type(input: PassThrough, text: string): Promise<void> {
  const typed = once(input, 'keypress')
  input.write(text)
  await typed
}

it('what arrives stands above what is being typed', async () => {
  const { input, terminal, written } = tty()
  terminal.prompt('ben> ')
  await type(input, 'hel')
  written()

  terminal.show('12:01 ben: hi')

  const [above, below] = written().split('12:01 ben: hi\n')
  expect(above).toContain(`${esc}[J`)
  expect(below).toContain('ben> hel')
  terminal.close()
})

it('a draft longer than the line is drawn again from its first row', async () => {
  const { input, terminal, written } = tty()
  terminal.prompt('ben> ')
  const draft = 'x'.repeat(30)
  await type(input, draft)
  written()

  terminal.show('hi')

  expect(written()).toBe(`${esc}[1A${esc}[1G${esc}[Jhi\n${esc}[1G${esc}[0Jben> ${draft}${esc}[16G`)
  terminal.close()
})

it('a typed line is taken off the screen, to be shown when it is sent', async () => {
  const { input, terminal, written } = tty()
  terminal.prompt('ben> ')
  const lines = terminal.lines[Symbol.asyncIterator]()

  input.write('hello\r')

  expect(await lines.next()).toEqual({ value: 'hello', done: false })
  expect(written()).toContain(`hello\r\n${esc}[1A${esc}[1G${esc}[J`)
  terminal.close()
  expect(await lines.next()).toMatchObject({ done: true })
})

it('Ctrl-C interrupts and ends the input', async () => {
  const { input, terminal, interruptions } = tty()
  const lines = terminal.lines[Symbol.asyncIterator]()

  input.write('\u0003')

  expect(await lines.next()).toMatchObject({ done: true })
  expect(interruptions()).toBe(1)
})

it('a pipe gives every line and gets lines alone', async () => {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })]
  const terminal = openTerminal({ input, output, interrupted: () => undefined })
  input.end('one\r\ntwo\nthree')
  terminal.prompt('ben> ')
  terminal.show('12:01 ben: hi')

  const lines: string[] = []
  for await (const line of terminal.lines) lines.push(line)
  expect(lines).toEqual(['one', 'two', 'three'])
  expect(output.read()).toBe('12:01 ben: hi\n')
})

it('a reader that goes away ends it', () => {
  const output = new PassThrough()
  let interrupted = false
  openTerminal({ input: new PassThrough(), output, interrupted: () => (interrupted = true) })

  output.emit('error', new Error('EPIPE'))

  expect(interrupted).toBe(true)
})
