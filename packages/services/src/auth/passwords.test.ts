import { expect, it } from 'vitest'
import { Passwords } from './passwords.ts'

it('a password matches its own hash and no other', async () => {
  const passwords = new Passwords()
  const hash = await passwords.hash('correct horse')

  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await new Passwords().verify('correct horse', hash)).toBe(true)
  expect(await passwords.verify('wrong horse', hash)).toBe(false)
  expect(await passwords.hash('correct horse')).not.toBe(hash)
})

it('no hash, or one that cannot be read, matches nothing', async () => {
  const passwords = new Passwords()
  for (const hash of ['', 'plain', '$argon2id$v=19$m=19456,t=2,p=1$AAAA$']) expect(await passwords.verify('', hash)).toBe(false)
})
