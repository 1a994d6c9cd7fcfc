import { describe, expect, it } from 'vitest'
import { type Expected, Welcomes } from '../../src/chat/welcomes.js'

const NOON = Date.UTC(2030, 0, 7, 4)
const MINUTE = 60_000

const notice = (id: string, names: readonly string[], more: Partial<Expected> = {}): Expected => ({
  id,
  names,
  via: 'invite',
  at: NOON,
  ...more,
})

interface Newcomer {
  id: string
  name: string
  card: string
}
/** Member key → how the member list shows him. */
function room(...people: [member: string, name: string, card?: string][]): Map<string, Newcomer> {
  return new Map(people.map(([member, name, card = '']) => [member, { id: `@${member}`, name, card }]))
}

/** Who came, as it is told: one line a group. */
function told(welcomes: Welcomes, present: Map<string, Newcomer>, now = NOON): string[] {
  const came = welcomes.of('@@1', now)
  const groups = came.grouped([...present.keys()], present, 'look')
  for (const { members, by } of groups) {
    for (const member of members) expect(came.bringer(present.get(member)), member).toBe(by)
  }
  return groups.map(({ id, members, by, via }) => `${id}: ${members.join(' ')} by ${by ?? '-'} ${via}`)
}

describe('notices of joins', () => {
  it('of two at once credit each inviter with his own', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', ['甲', '乙'], { by: 'zhou' }))
    welcomes.expect('@@1', notice('n2', ['丙'], { by: 'fang', via: 'qr' }))
    expect(told(welcomes, room(['m3', '丙'], ['m1', '甲'], ['m2', '乙'], ['m4', '丁']))).toEqual([
      'n2: m3 by fang qr',
      'n1: m1 m2 by zhou invite',
      'look: m4 by - unknown',
    ])
  })

  it('of two that name one name credit nobody, unless one person brought both', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', ['张伟'], { by: 'zhou' }))
    welcomes.expect('@@1', notice('n2', ['张伟', '甲'], { by: 'fang' }))
    expect(told(welcomes, room(['m1', '张伟'], ['m2', '张伟'], ['m3', '甲']))).toEqual([
      'look: m1 m2 by - unknown',
      'n2: m3 by fang invite',
    ])
    welcomes.expect('@@1', notice('n3', ['张伟'], { by: 'zhou' }))
    welcomes.expect('@@1', notice('n4', ['张伟'], { by: 'zhou' }))
    expect(told(welcomes, room(['m4', '张伟'], ['m5', '张伟']))).toEqual([
      'n3: m4 by zhou invite',
      'n4: m5 by zhou invite',
    ])
  })

  it('credit nobody with whom they do not name', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', ['*'], { by: 'zhou' }))
    expect(told(welcomes, room(['m1', '甲']))).toEqual(['look: m1 by - unknown'])
    expect(welcomes.isOpen('@@1', 'n1')).toBe(true)
  })

  it.each([
    ['a name', '甲', '', ['甲']],
    ['blanks around it', ' 甲 ', '', ['甲']],
    ['the card he comes with', '甲', '深圳-产品-甲', ['深圳-产品-甲']],
    ['an id', '', '', ['@m1']],
    ['a name that its 、 tore apart', '甲、乙', '', ['甲', '乙']],
    ['such a name among others', '甲、乙', '', ['丙', '甲', '乙', '丁']],
  ])('know somebody by %s', (_, name, card, names) => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', names, { by: 'zhou' }))
    expect(told(welcomes, room(['m1', name, card]))).toEqual(['n1: m1 by zhou invite'])
  })

  it('name nobody who has no name', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', [''], { by: 'zhou' }))
    expect(told(welcomes, room(['m1', '']))).toEqual(['look: m1 by - unknown'])
  })

  it('wait for whoever comes into sight later, and then no longer', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', ['甲', '乙'], { by: 'zhou' }))
    expect(welcomes.isOpen('@@1', 'n1')).toBe(true)
    expect(told(welcomes, room(['m1', '甲']))).toEqual(['n1: m1 by zhou invite'])
    // Somebody came: the server need not be asked again on its account.
    expect(welcomes.isOpen('@@1', 'n1')).toBe(false)
    expect(told(welcomes, room(['m2', '乙']), NOON + MINUTE)).toEqual(['n1: m2 by zhou invite'])
    expect(told(welcomes, room(['m3', '甲']), NOON + 2 * MINUTE)).toEqual(['look: m3 by - unknown'])
  })

  it('are forgotten after half an hour', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@1', notice('n1', ['甲'], { by: 'zhou' }))
    expect(told(welcomes, room(['m1', '甲']), NOON + 30 * MINUTE)).toEqual(['look: m1 by - unknown'])
    expect(told(welcomes, room(['m1', '甲']), NOON)).toEqual(['look: m1 by - unknown'])
  })

  it('hold for their own room', () => {
    const welcomes = new Welcomes()
    welcomes.expect('@@2', notice('n1', ['甲'], { by: 'zhou' }))
    expect(told(welcomes, room(['m1', '甲']))).toEqual(['look: m1 by - unknown'])
    expect(welcomes.isOpen('@@2', 'n1')).toBe(true)
  })
})
