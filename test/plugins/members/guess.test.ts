import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Evidence, guessesOf } from '../../../plugins/members/roles/guess.js'

const names = ['组织者', '思考者', '调侃者', '求教者', '围观者', '挑战者']
const nobody: Evidence = {
  member: 'm1',
  messages: 10,
  organized: 0,
  thanked: 0,
  thanks: 0,
  started: 0,
  answered: 0,
  partners: 0,
  settled: true,
}
const guessed = (of: Partial<Evidence>) => guessesOf([{ ...nobody, ...of }], { names, most: 5 })[0]?.role

describe('what part somebody may play', () => {
  it.each<[string | undefined, Partial<Evidence>]>([
    [undefined, {}],
    ['组织者', { organized: 2 }],
    [undefined, { organized: 1 }],
    ['组织者', { organized: 3, started: 9, answered: 9 }],
    ['思考者', { started: 4, answered: 3 }],
    [undefined, { started: 9, answered: 3 }],
    ['思考者', { thanked: 3 }],
    ['求教者', { thanks: 2 }],
    ['调侃者', { messages: 60, partners: 7, started: 1 }],
    [undefined, { messages: 60, partners: 7, started: 6, answered: 2 }],
    ['围观者', { messages: 2 }],
    [undefined, { messages: 2, settled: false }],
    [undefined, { messages: 0 }],
  ])('%s: %j', (role, of) => {
    expect(guessed(of)).toBe(role)
  })

  it('never names somebody who only finds fault, and no part that the group does not have', () => {
    expect(guessesOf([{ ...nobody, organized: 9 }], { names: ['思考者', '挑战者'], most: 5 })).toEqual([])
  })

  it('names of each part the strongest first, and of those who look on one alone', () => {
    const all = [
      { ...nobody, member: 'a', messages: 3 },
      { ...nobody, member: 'b', messages: 1 },
      { ...nobody, member: 'c', thanks: 2 },
      { ...nobody, member: 'd', organized: 2 },
      { ...nobody, member: 'e', organized: 5 },
    ]
    const found = guessesOf(all, { names, most: 5 }).map(({ member, role }) => `${member}${role}`)
    expect(found).toEqual(['b围观者', 'c求教者', 'e组织者', 'd组织者'])
  })

  it('is at most so many, each person once', () => {
    const count = fc.integer({ min: 0, max: 40 })
    const person = fc.record({
      messages: count,
      organized: count,
      thanked: count,
      thanks: count,
      started: count,
      answered: count,
      partners: count,
      settled: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(person), fc.integer({ min: 0, max: 5 }), (people, most) => {
        const evidence = people.map((each, index) => ({ ...each, member: `m${index}` }))
        const found = guessesOf(evidence, { names, most })
        expect(found.length).toBeLessThanOrEqual(most)
        expect(new Set(found.map(({ member }) => member)).size).toBe(found.length)
        expect(found.every(({ role }) => role !== '挑战者')).toBe(true)
      }),
    )
  })
})
