import type { FileId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { FileLinks } from './file-links.ts'

const id = 'a'.repeat(32) as FileId // as: 32 hexadecimal digits
const clock = new FakeClock()
const links = new FileLinks({ secret: Buffer.alloc(32, 1), clock, seconds: 600 })
const refused = expect.objectContaining({ name: 'LinkRefused' })

it('a link is good for its file, its version and its time, and for nothing else', () => {
  const { signature, ...link } = links.make(id, 'original')
  links.check(link, signature)
  const others = [{ id: 'b'.repeat(32) as FileId }, { version: 'thumbnail' }, { expiresAt: link.expiresAt + 1 }] as const // as: 32 hexadecimal digits
  for (const other of others) expect(() => links.check({ ...link, ...other }, signature)).toThrow(refused)
  for (const wrong of ['', 'x', signature.slice(1), `${signature}AA`]) expect(() => links.check(link, wrong)).toThrow(refused)
  const ofAnother = new FileLinks({ secret: Buffer.alloc(32, 2), clock, seconds: 600 }).make(id, 'original')
  expect(() => links.check(link, ofAnother.signature)).toThrow(refused)
})

it('a link expires', () => {
  const { signature, ...link } = links.make(id, 'original')
  clock.pass(599_999)
  links.check(link, signature)
  clock.pass(1)
  expect(() => links.check(link, signature)).toThrow('it has expired')
})
