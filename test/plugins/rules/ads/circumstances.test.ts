import { describe, expect, it } from 'vitest'
import { type Circumstances, weigh } from '../../../../plugins/rules/ads/circumstances.js'
import type { Verdict } from '../../../../src/domain/verdict.js'

const MINUTE = 60_000
const limits = { suspectAt: 60, kickAt: 90 }
const contact = { name: 'contact-call', hit: true, score: 58, evidence: '加V' }
const words: Verdict = {
  verdict: 'clean',
  score: 58,
  checks: [contact, { name: 'sale', hit: false, score: 30 }],
}
const lesson = (kind: 'ad' | 'fine', likeness = 1) =>
  ({
    lesson: { number: 3, kind, sketch: { pairs: [], contacts: [], links: [] }, by: 'zhou', at: 0, cause: 'm1' },
    likeness,
  }) as const
const newcomer = (more: Partial<NonNullable<Circumstances['newcomer']>> = {}) => ({
  joinedAt: 0,
  card: '小鹿',
  spread: { rooms: 1, roomsNow: 1, others: 0 },
  ...more,
})
const inPlace = (around: Partial<Circumstances>, verdict = words) =>
  weigh(verdict, { sentAt: 60 * MINUTE, again: false, pieces: 1, length: 20, ...around }, limits)
const hits = ({ checks }: Verdict) => checks.filter(({ hit }) => hit).map(({ name }) => name)

describe('a verdict in its place', () => {
  it('is that of the words where nothing speaks for more', () => {
    const verdict = inPlace({ newcomer: newcomer() })
    expect(hits(verdict)).toEqual(['contact-call'])
    expect(verdict).toMatchObject({ verdict: 'clean', score: 58 })
  })

  it.each<[string, Partial<Circumstances>, string, number, Verdict['verdict']]>([
    ['in the first ten minutes', { newcomer: newcomer(), sentAt: 10 * MINUTE }, 'first-minutes', 12, 'suspect'],
    ['under an advertiser’s name', { newcomer: newcomer({ card: '加V代开票xk8852' }) }, 'nickname', 20, 'suspect'],
    [
      'in two rooms',
      { newcomer: newcomer({ spread: { rooms: 2, roomsNow: 2, others: 0 } }) },
      'repetition',
      24,
      'suspect',
    ],
    ['in five rooms', { newcomer: newcomer({ spread: { rooms: 5, roomsNow: 5, others: 0 } }) }, 'repetition', 48, 'ad'],
    ['by two others', { newcomer: newcomer({ spread: { rooms: 1, roomsNow: 1, others: 2 } }) }, 'repetition', 36, 'ad'],
    ['again, after a reminder', { again: true }, 'repetition', 24, 'suspect'],
    ['as an admin taught', { recalled: lesson('ad') }, 'learnt', 125, 'ad'],
    ['nearly as an admin taught', { recalled: lesson('ad', 0.5) }, 'learnt', 62.5, 'ad'],
  ])('weighs more %s', (_, around, name, score, level) => {
    const verdict = inPlace(around)
    expect(verdict.checks.find(check => check.name === name)).toMatchObject({ hit: true, score })
    expect(verdict.verdict).toBe(level)
  })

  it('waits for the name in pieces that call and do not say whom', () => {
    const call: Verdict = { verdict: 'ad', score: 120, checks: [{ name: 'contact-call', hit: true, score: 120 }] }
    const pieces = { newcomer: newcomer(), pieces: 3, length: 3 }
    expect(inPlace(pieces, call)).toMatchObject({ verdict: 'suspect', score: 89 })
    expect(inPlace({ ...pieces, pieces: 1 }, call).verdict).toBe('ad')
    expect(inPlace({ ...pieces, length: 12 }, call).verdict).toBe('ad')
    const worded: Verdict = { verdict: 'ad', score: 120, checks: [{ name: 'wording', hit: true, score: 120 }] }
    expect(inPlace(pieces, worded)).toMatchObject({ verdict: 'clean', score: 59 })
    const named = { ...call, checks: [...call.checks, { name: 'contact-handle', hit: true, score: 62 }] }
    expect(inPlace(pieces, named).verdict).toBe('ad')
  })

  it('needs a contact for the first minutes to matter', () => {
    const chat: Verdict = { verdict: 'clean', score: 16, checks: [{ name: 'job-offer', hit: true, score: 16 }] }
    expect(hits(inPlace({ newcomer: newcomer(), sentAt: MINUTE }, chat))).toEqual(['job-offer'])
  })

  it('is clean when that was taught, whatever else speaks against it', () => {
    const verdict = inPlace({
      newcomer: newcomer({ card: '加V代开票xk8852', spread: { rooms: 3, roomsNow: 3, others: 0 } }),
      recalled: lesson('fine'),
    })
    expect(verdict).toMatchObject({ verdict: 'clean', score: 0 })
    expect(verdict.checks.find(({ name }) => name === 'learnt-fine')).toMatchObject({ hit: true, evidence: '#3' })
  })

  it('is the sum of its checks, misses not counted, and names them all', () => {
    for (const around of [
      { newcomer: newcomer(), sentAt: 0 },
      { recalled: lesson('fine') },
      { recalled: lesson('ad', 0.731), again: true, pieces: 5 },
    ]) {
      const { score, checks } = inPlace(around)
      const sum = checks.reduce((total, check) => (check.hit ? total + check.score : total), 0)
      expect(score).toBeCloseTo(sum, 6)
      expect(checks.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['first-minutes', 'nickname', 'repetition', 'learnt', 'in-pieces', 'learnt-fine']),
      )
    }
  })
})
