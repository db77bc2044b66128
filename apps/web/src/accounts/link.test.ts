import { expect, it } from 'vitest'
import { parseLink } from './link.ts'

it('a link says who signs in, and with which token', () => {
  expect(parseLink('#user=ann&token=a.b.c')).toEqual({ user: 'ann', secret: 'a.b.c', isToken: true })
  expect(parseLink('#user=%E5%AE%89&token=a')).toEqual({ user: '安', secret: 'a', isToken: true })
})

it.each(['', '#', '#user=ann', '#token=a', '#user=&token=a', '#section'])('%j signs nobody in', (fragment) => {
  expect(parseLink(fragment)).toBeUndefined()
})
