import { describe, expect, test } from 'vitest'
import { check } from '../checker.ts'
import { summarise } from '../finding.ts'
import { message, Tale } from '../testing/tale.ts'

const a1 = message('a1', 'ann', 1)
const a2 = message('a2', 'ann', 2)
const b3 = message('b3', 'ben', 3)

/** What is found in a tale, as `rule id`. */
function found(tell: (tale: Tale) => void): string[] {
  const tale = new Tale()
  tell(tale)
  return check(tale.history).map(({ rule, id }) => (id === undefined ? rule : `${rule} ${id}`))
}

test('a small history in which all is well', () => {
  const findings = found((tale) => {
    const ann = tale.online('ann')
    const ben = tale.online('ben')
    tale.says(ann, a1)
    tale.says(ann, a2)
    tale.pushed(ben, a1, a2)
    tale.does(ben, 'ben', { kind: 'read', to: 1 })
    tale.leaves(ben)
    tale.online('ben', a2, { unread: 1, readTo: 1 })
    tale.stored([a1, a2])
  })
  expect(findings).toEqual([])
})

describe('lost is', () => {
  test('an acknowledged message that is not stored', () => {
    const findings = found((tale) => {
      tale.says(tale.online('ann'), a1)
      tale.stored([])
    })
    expect(findings).toEqual(['lost a1'])
  })

  test('a message that somebody was shown and that is not stored, acknowledged or not', () => {
    const findings = found((tale) => {
      tale.sends(tale.online('ann'), a1)
      tale.pushed(tale.online('ben'), a1)
      tale.stored([])
    })
    expect(findings).toEqual(['lost a1'])
  })

  test('an acknowledged message of a conversation of which nothing tells what is stored', () => {
    expect(found((tale) => tale.says(tale.online('ann'), a1))).toEqual(['lost a1'])
  })

  test('a message that a page covers and does not show', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      tale.says(ann, a1)
      tale.says(ann, a2)
      tale.pulled(ann, 2, [a2])
      tale.stored([a1, a2])
    })
    expect(findings).toEqual(['lost a1'])
  })

  test('a message that a sync does not know though it was acknowledged before the sign-in', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      tale.says(ann, a1)
      tale.says(ann, a2)
      tale.online('ben', a1, { unread: 1 })
      tale.stored([a1, a2])
    })
    expect(findings).toEqual(['lost'])
  })

  test('a body that nobody asked to revoke', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      tale.says(ann, a1)
      tale.stored([{ ...a1, body: '' }])
    })
    expect(findings).toEqual(['lost a1'])
  })

  test('nothing that was refused or never answered', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      tale.sends(ann, a1)
      tale.tell({ type: 'refused', session: ann, id: 'a1', code: 1 })
      tale.sends(ann, a2)
      tale.stored([])
    })
    expect(findings).toEqual([])
  })
})

describe('missed is', () => {
  test('a message between two that were pushed', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      const ben = tale.online('ben')
      for (const one of [a1, a2, message('a3', 'ann', 3)]) tale.says(ann, one)
      tale.pushed(ben, a1, message('a3', 'ann', 3))
      tale.stored([a1, a2, message('a3', 'ann', 3)])
    })
    expect(findings).toEqual(['missed a2'])
  })

  test('the last one, for a session that ended in peace after its acknowledgement', () => {
    const findings = found((tale) => {
      const ben = tale.online('ben')
      tale.says(tale.online('ann'), a1)
      tale.leaves(ben)
      tale.stored([a1])
    })
    expect(findings).toEqual(['missed a1'])
  })

  test('a message of one’s own on another device, and not on the one it was sent from', () => {
    const findings = found((tale) => {
      const [phone, desk] = [tale.online('ann'), tale.online('ann', undefined, { device: 'desk' })]
      tale.says(phone, a1)
      tale.leaves(phone)
      tale.leaves(desk)
      tale.stored([a1])
    })
    expect(findings).toEqual(['missed a1'])
  })

  test('not what was acknowledged after the last answer was asked for, or after a connection that broke', () => {
    const findings = found((tale) => {
      const ben = tale.online('ben')
      tale.tell({ type: 'pinging', session: ben })
      tale.says(tale.online('ann'), a1)
      tale.tell({ type: 'closed', session: ben, complete: true })
      tale.tell({ type: 'closed', session: tale.online('ben', a1, { unread: 1 }), complete: false })
      tale.stored([a1])
    })
    expect(findings).toEqual([])
  })
})

describe('doubled is', () => {
  test('a message that is stored twice', () => {
    const findings = found((tale) => {
      tale.says(tale.online('ann'), a1)
      tale.stored([a1, a1])
    })
    expect(findings).toEqual(['doubled a1'])
  })

  test('a message that was pushed twice, and one that the sync had shown', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      tale.says(ann, a1)
      const ben = tale.online('ben', a1, { unread: 1 })
      tale.pushed(ben, a1)
      tale.says(ann, a2)
      tale.pushed(ben, a2, a2)
      tale.stored([a1, a2])
    })
    expect(findings).toEqual(['doubled a1', 'doubled a2'])
  })
})

describe('reordered is', () => {
  test('what was sent when another was acknowledged, and is before it', () => {
    const findings = found((tale) => {
      tale.says(tale.online('ann'), a2)
      const early = message('b1', 'ben', 1)
      tale.says(tale.open('ben'), early)
      tale.stored([early, a2])
    })
    expect(findings).toEqual(['reordered b1'])
  })

  test('what a connection sent later, and is before what it had sent and was acknowledged there', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      const [first, second] = [message('first', 'ann', 2), message('second', 'ann', 1)]
      tale.sends(ann, first)
      tale.sends(ann, second)
      tale.acked(ann, first)
      tale.acked(ann, second)
      tale.stored([second, first])
    })
    expect(findings).toEqual(['reordered second'])
  })

  test('not what was refused, perhaps without anybody hearing of it, and sent again behind the other', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      tale.sends(ann, a2)
      tale.sends(ann, a1)
      tale.tell({ type: 'closed', session: ann, complete: false })
      const again = tale.open('ann')
      tale.sends(again, a2, true)
      tale.sends(again, a1, true)
      tale.acked(again, a2)
      tale.acked(again, a1)
      tale.stored([a1, a2])
    })
    expect(findings).toEqual([])
  })

  test('an answer that came before that to an earlier request, and pushes in the wrong order', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      const ben = tale.online('ben')
      tale.sends(ann, a1)
      tale.sends(ann, a2)
      tale.acked(ann, a2)
      tale.acked(ann, a1)
      tale.pushed(ben, a2, a1)
      tale.stored([a1, a2])
    })
    expect(findings).toEqual(['reordered a1', 'reordered a2'])
  })

  test('a number that is left out', () => {
    const findings = found((tale) => {
      tale.says(tale.online('ann'), a1)
      tale.stored([{ ...a1, seq: 2 }])
    })
    expect(findings).toEqual(['seq-gap a1'])
  })
})

test('a message that nobody sent, that somebody else sent, or that said something else is invented', () => {
  const findings = found((tale) => {
    const ann = tale.online('ann')
    const ben = tale.online('ben')
    tale.sends(ann, a1)
    tale.sends(ann, a2)
    tale.pushed(ben, { ...a1, body: 'other words' }, { ...a2, from: 'carl' }, b3)
    tale.stored([a1, a2])
  })
  expect(findings).toEqual(['invented a1', 'invented a2', 'invented b3'])
})

test('a message has one place, whoever is told of it', () => {
  const findings = found((tale) => {
    const ann = tale.online('ann')
    tale.sends(ann, a1)
    tale.sends(ann, a1, true)
    tale.acked(ann, a1)
    tale.acked(ann, { ...a1, seqId: 9 })
    tale.stored([a1])
  })
  expect(findings).toEqual(['ack-differs a1'])
})

describe('unread', () => {
  const listed = (unread: number, revoke: 'done' | 'unanswered' | 'never') =>
    found((tale) => {
      const ann = tale.online('ann')
      tale.says(ann, a1)
      tale.says(ann, a2)
      if (revoke !== 'never') tale.does(ann, 'ann', { kind: 'revoke', id: 'a1' }, revoke)
      tale.online('ben', a2, { unread })
      tale.stored([revoke === 'never' ? a1 : { ...a1, body: '' }, a2])
    })

  test('is what others wrote behind the read mark, without what is revoked', () => {
    expect([listed(2, 'never'), listed(1, 'done')]).toEqual([[], []])
    expect([listed(1, 'never'), listed(3, 'never'), listed(2, 'done')]).toEqual([['wrong-unread'], ['wrong-unread'], ['wrong-unread']])
  })

  test('may count or not what is just being revoked', () => {
    expect([listed(1, 'unanswered'), listed(2, 'unanswered')]).toEqual([[], []])
    expect([listed(0, 'unanswered'), listed(3, 'unanswered')]).toEqual([['wrong-unread'], ['wrong-unread']])
  })
})

test('a read mark does not go back behind one that was acknowledged, nor where nobody put it', () => {
  const marks = (readTo: number) =>
    found((tale) => {
      const ann = tale.online('ann')
      for (const one of [a1, a2, message('a3', 'ann', 3)]) tale.says(ann, one)
      const ben = tale.online('ben', message('a3', 'ann', 3), { unread: 3 })
      tale.does(ben, 'ben', { kind: 'read', to: 2 })
      tale.online('ben', message('a3', 'ann', 3), { unread: 3 - readTo, readTo })
      tale.stored([a1, a2, message('a3', 'ann', 3)])
    })
  expect([marks(2), marks(1), marks(3)]).toEqual([[], ['read-mark-back'], ['read-mark-back']])
})

describe('a stranger', () => {
  test('is shown nothing, and writes nothing', () => {
    const findings = found((tale) => {
      const ann = tale.online('ann')
      const carl = tale.open('carl')
      tale.says(ann, a1)
      tale.pushed(carl, a1)
      tale.pulled(carl, 1, [a1])
      tale.says(carl, message('c2', 'carl', 2))
      tale.stored([a1, message('c2', 'carl', 2)])
    })
    expect(findings).toEqual(['seen-by-stranger a1', 'seen-by-stranger', 'seen-by-stranger c2'])
  })

  test('is who left, from when it was done, and nobody whose leaving was not answered', () => {
    const left = (outcome: 'done' | 'unanswered') =>
      found((tale) => {
        const ann = tale.online('ann')
        const carl = tale.online('carl')
        tale.does(carl, 'carl', { kind: 'leave', member: 'carl' }, outcome)
        tale.says(ann, a1)
        tale.pushed(carl, a1)
        tale.stored([a1])
      })
    expect([left('done'), left('unanswered')]).toEqual([['seen-by-stranger a1'], []])
  })
})

test('what was revoked is not shown again to who asks later', () => {
  const findings = found((tale) => {
    const ann = tale.online('ann')
    tale.says(ann, a1)
    tale.does(ann, 'ann', { kind: 'revoke', id: 'a1' })
    tale.pulled(ann, 1, [a1])
    tale.stored([{ ...a1, body: '' }])
  })
  expect(findings).toEqual(['revoked-is-back a1'])
})

test('findings are counted by what a user would notice', () => {
  const finding = (rule: 'lost' | 'missed' | 'doubled' | 'invented') => ({ rule, detail: '' })
  const summary = summarise([finding('lost'), finding('missed'), finding('doubled'), finding('invented')])
  expect(summary).toEqual({ lost: 2, doubled: 1, reordered: 0, wrongUnread: 0, other: 1 })
})
