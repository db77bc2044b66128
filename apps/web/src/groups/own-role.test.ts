import { expect, it } from 'vitest'
import { beforeId } from './own-role.ts'

it('a list that goes on behind it begins with the id itself', () => {
  const ids = ['ann', 'bem', 'bem!', 'bemzzz', 'ben', 'ben2', 'c', '安娜', '安']
  for (const id of ids) {
    const [first] = ids.filter((one) => one > beforeId(id)).sort()
    expect(first).toBe(id)
  }
})
