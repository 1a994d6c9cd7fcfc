import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActRecord } from '../../src/sandbox/acts.js'
import type { Facts, Watch } from '../../src/sandbox/expect.js'
import { decide, nextDeadline, sawOf, see, watch } from '../../src/sandbox/expect.js'
import { parseScenario } from '../../src/sandbox/scenario.js'
import type { ExpectItem } from '../../src/sandbox/scenario-format.js'
import type { CaseView } from '../../src/sandbox/stage.js'

const minute = 60_000

/** Items as a scenario writes them. */
function items(...written: string[]): ExpectItem[] {
  const people = 'people: { lu: {}, wang: {}, hao: {} }\nrooms: { g1: {}, g2: {} }\n'
  const lines = written.map(item => `      - ${item}\n`).join('')
  const { scenario, problems } = parseScenario('e.yaml', `${people}steps:\n  - expect:\n${lines}`)
  expect(problems).toEqual([])
  const step = scenario?.steps[0]
  return step?.kind === 'expect' ? step.body : []
}

const room = (name: string) => ({ 社群实战1群: 'g1', 社群实战2群: '社群实战2群' })[name] ?? name
const inG1 = ['bot', 'lu', 'hao']
function facts(cases: CaseView[] = []): Facts {
  return { room, cases, members: key => (key === 'g1' ? inG1 : undefined) }
}

/** Shows acts to items that began to watch at 0, then looks at `now`; the moment is over. */
function judge(written: string[], acts: ActRecord[], now: number, cases: CaseView[] = []): Watch[] {
  const watches = watch(items(...written), 0)
  for (const act of acts) see(watches, act, facts(cases))
  decide(watches, now, facts(cases), true)
  return watches
}

const held = (written: string, acts: ActRecord[], now = 0, cases: CaseView[] = []) =>
  judge([written], acts, now, cases)[0]?.held

const say = (
  text: string,
  more: Partial<{ at: number; room: string; mentions: string[]; refused: string }> = {},
): ActRecord => ({
  at: 0,
  act: 'say',
  room: 'g1',
  text,
  mentions: [],
  ...more,
})
const kick = (who = 'lu', at = 0): ActRecord => ({ at, act: 'kick', room: 'g1', who })

describe('what matches', () => {
  it.each<[string, ActRecord, boolean]>([
    ['say: {}', say('你好'), true],
    ['say: {}', kick(), false],
    ['say: { room: g1 }', say('你好'), true],
    ['say: { room: 社群实战1群 }', say('你好'), true],
    ['say: { room: g2 }', say('你好'), false],
    ['say: { has: [小鹿, 误判] }', say('已移出小鹿，误判请回复'), true],
    ['say: { has: [小鹿, 误判] }', say('已移出小鹿'), false],
    ['say: { has: 小鹿, lacks: [xk8] }', say('小鹿 xk8'), false],
    ["say: { matches: '^K\\d+$' }", say('K12'), true],
    ["say: { matches: '^K\\d+$' }", say('是 K12'), false],
    ['say: { mentions: [lu] }', say('x', { mentions: ['wang', 'lu'] }), true],
    ['say: { mentions: [lu, hao] }', say('x', { mentions: ['wang', 'lu'] }), false],
    ['say: {}', say('x', { refused: '1205' }), false],
    ['kick: { room: g1, who: lu }', kick(), true],
    ['kick: { who: wang }', kick(), false],
    ['dm: { who: lu, has: [好] }', { at: 0, act: 'dm', who: 'lu', text: '你好' }, true],
    ['invite: { who: lu }', { at: 0, act: 'invite', room: 'g1', who: 'lu' }, true],
    ['add: { who: lu }', { at: 0, act: 'invite', room: 'g1', who: 'lu' }, false],
    ['create: { topic: x, who: [lu] }', { at: 0, act: 'create', topic: 'x', who: ['lu', 'hao'] }, true],
    ['create: { who: [lu, wang] }', { at: 0, act: 'create', topic: 'x', who: ['lu', 'hao'] }, false],
    ['topic: { room: g1, topic: x }', { at: 0, act: 'topic', room: 'g1', topic: 'x' }, true],
    ['topic: { topic: y }', { at: 0, act: 'topic', room: 'g1', topic: 'x' }, false],
    ['befriend: { who: lu }', { at: 0, act: 'befriend', who: 'lu' }, true],
    [
      'file: { room: g1, name: 纪要, has: [王敏] }',
      { at: 0, act: 'file', room: 'g1', name: '纪要.md', text: '王敏：…' },
      true,
    ],
    ['file: { who: lu }', { at: 0, act: 'file', room: 'g1', name: 'a' }, false],
    ['image: { room: g1 }', { at: 0, act: 'image', room: 'g1', name: 'a.png' }, true],
    ['alert: { has: [掉线] }', { at: 0, act: 'alert', text: '账号掉线' }, true],
  ])('%s', (item, act, matches) => {
    expect(held(item, [act], 2 * minute)).toBe(matches)
  })
})

describe('when it is decided', () => {
  it('holds at once when enough was seen, and fails only at the end', () => {
    expect(held('kick: {}', [kick()])).toBe(true)
    expect(held('kick: {}', [], minute)).toBeUndefined()
    expect(held('kick: {}', [], 2 * minute)).toBe(false)
    expect(held('kick: { within: 10s }', [], 10_000)).toBe(false)
  })

  it('waits to the end for no, an exact count and a maximum', () => {
    for (const item of ['no: { kick: {} }', 'say: { count: 1 }', 'say: { count: { max: 3 } }', 'say: { count: 0 }']) {
      expect(held(item, [say('x')], minute)).toBeUndefined()
    }
    expect(held('say: { count: { min: 2 } }', [say('x'), say('y')])).toBe(true)
  })

  it('does not decide at a deadline whose moment goes on', () => {
    const watches = watch(items('kick: { within: 10s }'), 0)
    decide(watches, 10_000, facts(), false)
    expect(nextDeadline(watches)).toBe(10_000)
    see(watches, kick('lu', 10_000), facts())
    decide(watches, 10_000, facts(), true)
    expect(watches[0]?.held).toBe(true)
    expect(nextDeadline(watches)).toBeUndefined()
  })

  it('sees nothing after the deadline', () => {
    const watches = watch(items('say: { within: 10s }', 'say: { within: 20s }'), 0)
    see(watches, say('x', { at: 15_000 }), facts())
    decide(watches, 20_000, facts(), true)
    expect(watches.map(watched => watched.held)).toEqual([false, true])
  })

  it('watches everything since the mark, also what was before the step', () => {
    expect(held('say: { count: 2 }', [say('x', { at: -3_600_000 }), say('y')], 2 * minute)).toBe(true)
  })

  it('holds exactly when the number seen is wanted', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), fc.nat(8), (seen, min, more) => {
        const acts = Array.from({ length: seen }, () => say('x'))
        const end = 2 * minute
        expect(held(`say: { count: ${min} }`, acts, end)).toBe(seen === min)
        expect(held(`say: { count: { min: ${min}, max: ${min + more} } }`, acts, end)).toBe(
          seen >= min && seen <= min + more,
        )
        expect(held(`say: { count: { max: ${min} } }`, acts, end)).toBe(seen <= min)
        expect(held(`say: { count: { min: ${min} } }`, acts, end)).toBe(seen >= min)
        expect(held('no: { say: {} }', acts, end)).toBe(seen === 0)
        expect(held('say: {}', acts, end)).toBe(seen > 0)
      }),
    )
  })

  it('comes to the same whatever stands beside it, and whatever else happens', () => {
    const written = [
      'say: { has: x }',
      'no: { kick: { who: wang } }',
      'kick: { count: 1 }',
      'say: { count: { max: 2 } }',
    ]
    const act = fc.oneof(
      fc.constantFrom('x', 'y').map(text => say(text)),
      fc.constantFrom('lu', 'wang').map(who => kick(who)),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 6 }), acts => {
        const together = judge(written, acts, 2 * minute).map(watched => watched.held)
        expect(together).toEqual(written.map(item => held(item, acts, 2 * minute)))
      }),
    )
  })
})

describe('what is kept', () => {
  it('keeps the first group, or the whole match, of the last message that has it', () => {
    const [watched] = judge(
      ["dm: { has: [确认], save: { code: '(\\d{4,8})', word: '确认' } }"],
      [
        { at: 0, act: 'dm', who: 'lu', text: '请回复 确认 1234' },
        { at: 0, act: 'dm', who: 'lu', text: '请回复 确认 5678' },
        { at: 0, act: 'dm', who: 'lu', text: '确认好了' },
      ],
      0,
    )
    expect(watched).toMatchObject({ held: true, hits: 2, saved: { code: '5678', word: '确认' } })
  })

  it('does not match a message that lacks what is to be kept', () => {
    expect(held("say: { save: { code: '\\d{4}' } }", [say('没有数字')], 2 * minute)).toBe(false)
  })
})

describe('members and cases', () => {
  it.each([
    ['members: { room: g1, has: [lu], lacks: [wang], count: 3 }', true],
    ['members: { room: g1, has: [wang] }', false],
    ['members: { room: g1, lacks: [lu] }', false],
    ['members: { room: g1, count: 2 }', false],
    ['members: { room: g1, count: { min: 1, max: 3 } }', true],
    ['members: { room: 夜跑5群 }', false],
    ['no: { members: { room: g1, has: [wang] } }', true],
  ])('%s is looked at at the end', (item, expected) => {
    expect(held(item, [], minute)).toBeUndefined()
    expect(held(item, [], 2 * minute)).toBe(expected)
  })

  const k1: CaseView = {
    number: 'K1',
    room: 'g1',
    who: 'lu',
    status: 'done',
    reason: '发广告',
    checks: ['contact', 'money'],
  }
  const k2: CaseView = { number: 'K2', room: 'g1', who: 'wang', status: 'open', reason: '砍价链接', checks: ['link'] }
  it.each([
    ['case: { who: lu, status: done }', true],
    ['case: { who: lu, status: open }', false],
    ['case: { has: [K1, 广告, money] }', true],
    ['case: { who: lu, lacks: [contact] }', false],
    ['case: { count: 2 }', true],
    ['no: { case: { who: hao } }', true],
  ])('%s', (item, expected) => {
    expect(held(item, [], 2 * minute, [k1, k2])).toBe(expected)
  })

  it('takes a case as soon as it is there', () => {
    expect(held('case: { who: lu, status: done }', [], 0, [k1])).toBe(true)
    expect(held('case: { who: lu, status: undone }', [], 0, [k1])).toBeUndefined()
  })
})

describe('what a report shows', () => {
  it('shows what matched too often, or else what came near', () => {
    const [tooMany] = judge(['no: { kick: {} }'], [kick('lu'), say('x')], 2 * minute)
    expect(tooMany && sawOf(tooMany)).toEqual([kick('lu')])
    const [none] = judge(['kick: { who: wang }'], [kick('lu'), say('x')], 2 * minute)
    expect(none && sawOf(none)).toEqual([kick('lu')])
  })

  it('shows no more than ten', () => {
    const [watched] = judge(
      ['say: { has: [y] }'],
      Array.from({ length: 50 }, (_, n) => say(`x${n}`)),
      2 * minute,
    )
    expect(watched && sawOf(watched)).toHaveLength(10)
  })
})
