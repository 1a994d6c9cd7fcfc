import { describe, expect, it } from 'vitest'
import { aftermath } from '../../src/queue/aftermath.js'
import type { Answer } from '../../src/queue/posting.js'
import { create, dm, kick, say } from '../support/outbox-road.js'

const yes: Answer = { ok: true }
const no = (how: (Answer & { ok: false })['how']): Answer => ({ ok: false, code: '1', how })
const first = { tries: 1, looks: 0 }
const second = { tries: 2, looks: 0 }
const text = { action: say('g1', '早') }
const removal = { action: kick('g1', 'lu') }
const room = { action: create('2群') }

describe('after WeChat answered', () => {
  it.each([
    ['what is seen is done, whatever it said', removal, { answer: no('refused'), look: 'seen', ...first }, 'done'],
    ['also when the session is over', removal, { answer: no('away'), look: 'seen', ...first }, 'done'],
    ['a text that was taken is done', text, { answer: yes, look: 'unseeable', ...first }, 'done'],
    ['a refused text is refused', text, { answer: no('refused'), look: 'unseeable', ...first }, 'refused'],
    [
      'a refused private text too',
      { action: dm('lu', '早') },
      { answer: no('refused'), look: 'unseeable', ...first },
      'refused',
    ],
    ['a refused removal is tried again', removal, { answer: no('refused'), look: 'unseen', ...first }, 'again 5000'],
    ['but not a third time', removal, { answer: no('refused'), look: 'unseen', ...second }, 'refused'],
    [
      'and not where one try is enough',
      { ...removal, once: true },
      { answer: no('refused'), look: 'unseen', ...first },
      'refused',
    ],
    ['a removal without effect is tried again', removal, { answer: yes, look: 'unseen', ...first }, 'again 5000'],
    ['then it is unseen', removal, { answer: yes, look: 'unseen', ...second }, 'refused'],
    [
      'where one try is enough it is looked at again',
      { ...removal, once: true },
      { answer: yes, look: 'unseen', ...first },
      'watch 5000',
    ],
    ['and that is all', { ...removal, once: true }, { answer: yes, look: 'unseen', tries: 1, looks: 1 }, 'refused'],
    ['a new room is looked for', room, { answer: yes, look: 'unseen', ...first }, 'watch 5000'],
    ['three times', room, { answer: yes, look: 'unseen', tries: 1, looks: 2 }, 'watch 120000'],
    ['and is not asked for again after a yes', room, { answer: yes, look: 'unseen', tries: 1, looks: 3 }, 'refused'],
    ['also after a no', room, { answer: no('refused'), look: 'unseen', ...first }, 'watch 5000'],
    ['which then holds', room, { answer: no('refused'), look: 'unseen', tries: 1, looks: 3 }, 'refused'],
    [
      'a lost connection is tried again once it is sure',
      room,
      { answer: no('again'), look: 'unseen', tries: 1, looks: 3 },
      'again 5000',
    ],
    ['"too often" rests at once', room, { answer: no('often'), look: 'unseen', ...first }, 'rest often'],
    ['as does 明日', room, { answer: no('tomorrow'), look: 'unseen', ...first }, 'rest tomorrow'],
    ['a session that is over costs nothing', text, { answer: no('away'), look: 'unseeable', ...first }, 'away'],
    [
      'a lost connection comes back',
      text,
      { answer: no('again'), look: 'unseeable', tries: 3, looks: 0 },
      'again 120000',
    ],
    ['or is given up', text, { answer: no('again'), look: 'unseeable', tries: 4, looks: 0 }, 'failed'],
    ['what cannot be looked at is looked at later', removal, { answer: yes, look: 'blind', ...second }, 'watch 30000'],
  ] as const)('%s', (_, record, attempt, expected) => {
    const next = aftermath(record, attempt)
    const told =
      next.become === 'over'
        ? next.outcome
        : next.become === 'rest'
          ? `rest ${next.how}`
          : next.become === 'away'
            ? 'away'
            : `${next.become} ${next.after}`
    expect(told).toBe(expected)
  })
})
