import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/domain/actions.js'
import type { Millis } from '../../src/domain/events.js'
import { choose, heldByQuiet, isUnasked, laneOf, roomOf } from '../../src/queue/choice.js'
import { lastsUntil } from '../../src/queue/lasting.js'
import {
  allowedAt,
  type Budget,
  type Kind,
  kindOf,
  type Pacing,
  restFor,
  type Sent,
  unaskedFrom,
  type Waiting,
} from '../../src/queue/pacing.js'
import type { OutboxRecord, Posting } from '../../src/queue/posting.js'
import {
  add,
  create,
  DAY,
  dm,
  free,
  HOUR,
  invite,
  kick,
  MINUTE,
  MONDAY,
  SECOND,
  say,
  shipped,
} from '../support/outbox-road.js'

const budgetOf = (given: Partial<Budget> = {}): Budget => ({
  pacing: free,
  sent: [],
  gap: 0,
  inviteGap: 0,
  resting: {},
  heldUntil: 0,
  quietUntil: () => undefined,
  ...given,
})

function waiting(action: Action, manner: Posting['manner'] = 'notice'): Waiting {
  return {
    id: 'a',
    lane: laneOf({ action, manner }),
    kind: kindOf(action.act),
    ...roomOf(action),
    unasked: isUnasked({ action, manner }),
    heldByQuiet: heldByQuiet({ action, manner }),
    notBefore: 0,
  }
}

function sent(action: Action, at: Millis, manner: Posting['manner'] = 'notice'): Sent {
  return { at, kind: kindOf(action.act), ...roomOf(action), unasked: isUnasked({ action, manner }) }
}

describe('each limit', () => {
  const texts = (count: number, room = 'g2') => Array.from({ length: count }, (_, i) => sent(say(room, ''), i * SECOND))
  const limits: [name: string, pacing: Partial<Pacing>, past: Sent[], action: Action, at: Millis][] = [
    ['perRoomGap', { perRoomGap: 5000 }, [sent(say('g1', ''), 1000)], say('g1', ''), 6000],
    ['perRoomGap of another room', { perRoomGap: 5000 }, [sent(say('g2', ''), 1000)], say('g1', ''), 1000],
    ['perRoomGap and private chats', { perRoomGap: 5000 }, [sent(dm('lu', ''), 1000)], dm('lu', ''), 1000],
    ['perMinute', { perMinute: 3 }, texts(3), say('g1', ''), MINUTE],
    ['perMinute, rolling', { perMinute: 2 }, texts(3), say('g1', ''), MINUTE + SECOND],
    ['perMinute, not yet', { perMinute: 4 }, texts(3), say('g1', ''), 2000],
    ['perDay', { perDay: 3 }, texts(3), dm('lu', ''), DAY],
    ['perMinute and removals', { perMinute: 1 }, [sent(kick('g2', 'a'), 1000)], say('g1', ''), MINUTE + 1000],
    ['perMinute of a removal', { perMinute: 1 }, [sent(say('g2', ''), 1000)], kick('g1', 'a'), 1000],
    [
      'createsPerDay and what was refused',
      { createsPerDay: 1 },
      [{ ...sent(create('a'), 1000), refused: true }],
      create('b'),
      1000,
    ],
    ['kickGap', { kickGap: 5000 }, [sent(kick('g2', 'a'), 1000)], kick('g1', 'b'), 6000],
    ['kicksPerHour', { kicksPerHour: 1 }, [sent(kick('g2', 'a'), 1000)], kick('g1', 'b'), HOUR + 1000],
    ['invitesPerDay', { invitesPerDay: 1 }, [sent(invite('g2', 'a'), 1000)], add('g1', 'b'), DAY + 1000],
    ['invitesPerDay and texts', { invitesPerDay: 1 }, [sent(invite('g2', 'a'), 1000)], say('g1', 'b'), 1000],
    ['createsPerDay', { createsPerDay: 1 }, [sent(create('a'), 1000)], create('b'), DAY + 1000],
    ['unaskedPerRoomDay', { unaskedPerRoomDay: 1 }, [sent(say('g1', ''), 1000, 'unasked')], say('g1', ''), DAY + 1000],
    [
      'unaskedPerRoomDay elsewhere',
      { unaskedPerRoomDay: 1 },
      [sent(say('g2', ''), 1000, 'unasked')],
      say('g1', ''),
      1000,
    ],
    ['unaskedPerRoomDay of notices', { unaskedPerRoomDay: 1 }, [sent(say('g1', ''), 1000)], say('g1', ''), 1000],
  ]
  it.each(limits)('%s', (name, pacing, past, action, at) => {
    const now = past.at(-1)?.at ?? 0
    const manner = name.startsWith('unasked') ? 'unasked' : 'notice'
    expect(allowedAt(waiting(action, manner), budgetOf({ pacing: { ...free, ...pacing }, sent: past }), now)).toBe(at)
  })

  it.each(limits)('%s: 0 is no limit', (_, pacing, past, action) => {
    const none = Object.fromEntries(Object.keys(pacing).map(key => [key, 0]))
    const now = past.at(-1)?.at ?? 0
    expect(allowedAt(waiting(action, 'unasked'), budgetOf({ pacing: { ...free, ...none }, sent: past }), now)).toBe(now)
  })

  it('gap and inviteGap as they were drawn', () => {
    const past = [sent(invite('g1', 'a'), 1000), sent(say('g1', ''), 2000)]
    const budget = budgetOf({ sent: past, gap: 700, inviteGap: 30_000 })
    expect(allowedAt(waiting(say('g2', '')), budget, 2000)).toBe(2700)
    expect(allowedAt(waiting(kick('g2', 'lu')), budget, 2000)).toBe(2700)
    expect(allowedAt(waiting(invite('g2', 'lu')), budget, 2000)).toBe(31_000)
  })

  it('nothing at all when pacing is off, but pauses, the stop button and quiet hours', () => {
    const past = Array.from({ length: 1000 }, () => sent(say('g1', ''), 1000))
    const off = budgetOf({ pacing: 'off', sent: past, gap: HOUR })
    expect(allowedAt(waiting(say('g1', '')), off, 1000)).toBe(1000)
    expect(allowedAt(waiting(say('g1', '')), { ...off, resting: { text: 5000 } }, 1000)).toBe(5000)
    expect(allowedAt(waiting(say('g1', '')), { ...off, resting: { kick: 5000 } }, 1000)).toBe(1000)
    expect(allowedAt(waiting(say('g1', '')), { ...off, heldUntil: 6000 }, 1000)).toBe(6000)
    expect(allowedAt(waiting(say('g1', '')), { ...off, quietUntil: () => 7000 }, 1000)).toBe(7000)
    expect(allowedAt(waiting(kick('g1', 'lu')), { ...off, quietUntil: () => 7000 }, 1000)).toBe(1000)
  })

  it('a limit that ends in quiet hours waits for their end', () => {
    const quietUntil = (at: Millis) => (at >= 2000 && at < 9000 ? 9000 : undefined)
    const budget = budgetOf({ pacing: { ...free, perRoomGap: 1500 }, sent: [sent(say('g1', ''), 1000)], quietUntil })
    expect(allowedAt(waiting(say('g1', '')), budget, 1000)).toBe(9000)
    expect(allowedAt(waiting(say('g2', '')), budget, 1999)).toBe(1999)
    expect(allowedAt(waiting(say('g2', '')), budget, 2000)).toBe(9000)
    expect(allowedAt(waiting(say('g2', '')), budget, 9000)).toBe(9000)
  })

  it('rests longer each time in a row, then no longer', () => {
    expect([1, 2, 3, 4, 99].map(times => restFor(shipped, times))).toEqual([30 * MINUTE, 2 * HOUR, DAY, DAY, DAY])
    expect([1, 2, 3, 4].map(times => restFor('off', times))).toEqual([30 * MINUTE, 2 * HOUR, DAY, DAY])
    expect(restFor({ ...shipped, coolDown: [MINUTE] }, 7)).toBe(MINUTE)
  })
})

// Random arrivals through the choice itself: what left, when, and what it was.
interface Left {
  at: Millis
  arrived: Millis
  record: OutboxRecord
  kind: Kind
  room?: string
  gap: Millis
  inviteGap: Millis
}

interface Arrival {
  after: Millis
  action: Action
  manner: Posting['manner']
}

const rooms = ['g1', 'g2', 'g3']
const arrival: fc.Arbitrary<Arrival> = fc.record({
  after: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat(10 * SECOND) },
    { weight: 1, arbitrary: fc.nat(8 * HOUR) },
  ),
  action: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...rooms).map(room => say(room, 'x')) },
    { weight: 1, arbitrary: fc.constantFrom(...rooms).map(room => say(room, 'x'.repeat(61))) },
    { weight: 2, arbitrary: fc.constantFrom('lu', 'zhou').map(member => dm(member, 'x')) },
    { weight: 3, arbitrary: fc.constantFrom(...rooms).map(room => kick(room, 'ad')) },
    { weight: 2, arbitrary: fc.constantFrom(...rooms).map(room => invite(room, 'lu')) },
    { weight: 1, arbitrary: fc.constant(create('新群')) },
  ),
  manner: fc.constantFrom<Posting['manner']>('reply', 'notice', 'unasked'),
})

const span = (max: Millis) =>
  fc.tuple(fc.nat(max), fc.nat(max)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const anyPacing: fc.Arbitrary<Pacing> = fc.record({
  gap: span(4 * SECOND),
  perRoomGap: fc.nat(10 * SECOND),
  perMinute: fc.nat(8),
  perDay: fc.oneof(fc.constant(0), fc.integer({ min: 5, max: 40 })),
  kickGap: fc.nat(10 * SECOND),
  kicksPerHour: fc.nat(4),
  inviteGap: span(MINUTE),
  invitesPerDay: fc.nat(5),
  createsPerDay: fc.nat(2),
  coolDown: fc.constant(shipped.coolDown),
  unaskedPerRoomDay: fc.nat(3),
})

/** 22:30–07:30 in Shanghai. */
function quietUntil(at: Millis): Millis | undefined {
  const day = Math.floor((at + 8 * HOUR) / DAY) * DAY - 8 * HOUR
  const [evening, morning] = [day + 22.5 * HOUR, day + 7.5 * HOUR]
  if (at >= evening) return morning + DAY
  return at < morning ? morning : undefined
}

/** Plays arrivals as the pump does, without Redis. */
function play(pacing: Pacing, arrivals: readonly Arrival[], draw: () => number): Left[] {
  const between = ([from, to]: readonly [Millis, Millis]) => Math.round(from + (to - from) * draw())
  const coming = arrivals.map((one, index) => ({ ...one, index, at: 0 }))
  let at = MONDAY
  for (const one of coming) {
    at += one.after
    one.at = at
  }
  const queued = new Map<string, OutboxRecord>()
  const past: Sent[] = []
  const left: Left[] = []
  let [now, gap, inviteGap] = [MONDAY, 0, 0]
  while (queued.size > 0 || coming.length > 0) {
    while (coming[0] && coming[0].at <= now) {
      const { action, manner, index, at: arrived } = coming.shift() ?? coming[0]
      const posting = { id: `${index}`, origin: 'test', action, manner }
      queued.set(posting.id, {
        ...posting,
        seq: index,
        lane: laneOf(posting),
        queuedAt: arrived,
        notBefore: arrived,
        expires: Number.POSITIVE_INFINITY,
        tries: 0,
        state: 'queued',
      })
    }
    const budget = budgetOf({ pacing, sent: past, gap, inviteGap, quietUntil })
    const { ready, next = Number.POSITIVE_INFINITY } = choose(queued.values(), budget, now)
    if (!ready) {
      now = Math.min(next, coming[0]?.at ?? Number.POSITIVE_INFINITY)
      if (now === Number.POSITIVE_INFINITY) throw new Error('something waits for ever')
      continue
    }
    queued.delete(ready.id)
    const kind = kindOf(ready.action.act)
    left.push({ at: now, arrived: ready.queuedAt, record: ready, kind, ...roomOf(ready.action), gap, inviteGap })
    past.push({ at: now, kind, ...roomOf(ready.action), unasked: isUnasked(ready) })
    gap = between(pacing.gap)
    if (kind === 'invite') inviteGap = between(pacing.inviteGap)
  }
  return left
}

/** The most of `times` in any window (t − length, t]. */
function most(times: readonly Millis[], length: Millis): number {
  return Math.max(0, ...times.map(end => times.filter(at => at > end - length && at <= end).length))
}

/** The least time between neighbours. */
function least(times: readonly Millis[]): Millis {
  return Math.min(Number.POSITIVE_INFINITY, ...times.slice(1).map((at, i) => at - (times[i] ?? 0)))
}

/** What left for one room or one person in one lane, in the order in which it left: when it had been handed in. */
function rowsOf(left: readonly Left[], and: (record: OutboxRecord) => string = () => ''): number[][] {
  const rows = new Map<string, number[]>()
  for (const { record } of left) {
    const { action, lane } = record
    const to = action.act === 'dm' ? action.member : roomOf(action).room
    const row = `${lane}|${to}|${and(record)}`
    rows.set(row, [...(rows.get(row) ?? []), record.seq])
  }
  return [...rows.values()]
}

const within = (count: number, limit: number) => limit === 0 || count <= limit
const times = (left: readonly Left[]) => left.map(({ at }) => at)

describe('how long an action waits', () => {
  const past = [1, 2, 3].map(at => sent(say('g1', ''), at * HOUR, 'unasked'))
  const night = (at: Millis) => (at >= 25 * HOUR && at < 31 * HOUR ? 31 * HOUR : undefined)
  const now = 10 * HOUR
  const terms: [what: string, action: Action, manner: Posting['manner'], budget: Partial<Budget>, until: Millis][] = [
    ['an answer', say('g1', ''), 'reply', { heldUntil: DAY }, now + 10 * MINUTE],
    ['a removal', kick('g1', 'lu'), 'reply', {}, now + 12 * HOUR],
    ['a notice, whatever the room had', say('g1', ''), 'notice', {}, now + 12 * HOUR],
    ['through the stop button', say('g2', ''), 'notice', { heldUntil: DAY }, DAY + 12 * HOUR],
    ['through a pause of its kind', say('g2', ''), 'notice', { resting: { text: 20 * HOUR } }, 32 * HOUR],
    ['through a pause of another', say('g2', ''), 'notice', { resting: { kick: 20 * HOUR } }, 22 * HOUR],
    [
      'through a stop that ends at night',
      say('g2', ''),
      'notice',
      { heldUntil: 26 * HOUR, quietUntil: night },
      43 * HOUR,
    ],
    ['unasked, the share used up', say('g1', ''), 'unasked', {}, DAY + 13 * HOUR],
    ['unasked, the share back at night', say('g1', ''), 'unasked', { quietUntil: night }, 43 * HOUR],
    ['unasked, the stop longer', say('g1', ''), 'unasked', { heldUntil: 40 * HOUR }, 52 * HOUR],
    ['unasked elsewhere', say('g2', ''), 'unasked', {}, now + 12 * HOUR],
    ['unasked in private', dm('lu', ''), 'unasked', {}, now + 12 * HOUR],
    ['unasked without pacing', say('g1', ''), 'unasked', { pacing: 'off' }, now + 12 * HOUR],
    ['unasked without that limit', say('g1', ''), 'unasked', { pacing: free }, now + 12 * HOUR],
  ]
  it.each(terms)('%s', (_, action, manner, given, until) => {
    const budget = budgetOf({ pacing: { ...free, unaskedPerRoomDay: 3 }, sent: past, ...given })
    expect(lastsUntil({ id: 'a', origin: 'test', action, manner }, budget, now)).toBe(until)
  })

  it('what nobody asked for never ends before its room may get it, and has twelve hours then', () => {
    const times = fc.array(fc.integer({ min: 0, max: 48 }), { maxLength: 12 })
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 48 }), (hours, share, at) => {
        const quietUntil = (time: Millis) => {
          const hour = Math.floor(time / HOUR) % 24
          return hour >= 22 ? (Math.floor(time / DAY) + 1) * DAY : undefined
        }
        const budget = budgetOf({
          pacing: { ...free, unaskedPerRoomDay: share },
          sent: hours
            .filter(hour => hour <= at)
            .sort((a, b) => a - b)
            .map(hour => sent(say('g1', ''), hour * HOUR, 'unasked')),
          quietUntil,
        })
        const posting = { id: 'a', origin: 'test', action: say('g1', ''), manner: 'unasked' as const }
        const leaves = allowedAt(waiting(posting.action, 'unasked'), budget, at * HOUR)
        expect(lastsUntil(posting, budget, at * HOUR)).toBe(leaves + 12 * HOUR)
        expect(unaskedFrom(budget, 'g1', at * HOUR)).toBe(leaves)
      }),
    )
  })
})

describe('over random arrivals and limits', () => {
  const games = fc.tuple(
    anyPacing,
    fc.array(arrival, { minLength: 1, maxLength: 80, size: 'max' }),
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  )
  const always = (holds: (left: readonly Left[], pacing: Pacing) => void) =>
    fc.assert(
      fc.property(games, ([pacing, arrivals, draws]) => {
        const left = play(pacing, arrivals, () => draws.next().value ?? 0)
        expect(left).toHaveLength(arrivals.length)
        holds(left, pacing)
      }),
      { numRuns: 150 },
    )

  it('no limit is ever exceeded', () => {
    always((left, pacing) => {
      const others = left.filter(({ kind }) => kind !== 'kick')
      const kicks = left.filter(({ kind }) => kind === 'kick')
      const invites = left.filter(({ kind }) => kind === 'invite')
      expect(least(times(left))).toBeGreaterThanOrEqual(pacing.gap[0])
      expect(within(most(times(others), MINUTE), pacing.perMinute)).toBe(true)
      expect(within(most(times(others), DAY), pacing.perDay)).toBe(true)
      expect(least(times(kicks))).toBeGreaterThanOrEqual(pacing.kickGap)
      expect(within(most(times(kicks), HOUR), pacing.kicksPerHour)).toBe(true)
      expect(least(times(invites))).toBeGreaterThanOrEqual(pacing.inviteGap[0])
      expect(within(most(times(invites), DAY), pacing.invitesPerDay)).toBe(true)
      expect(within(most(times(left.filter(({ kind }) => kind === 'create')), DAY), pacing.createsPerDay)).toBe(true)
      for (const room of rooms) {
        const here = left.filter(each => each.room === room)
        here.forEach((each, i) => {
          const before = here[i - 1]
          if (each.kind !== 'kick' && before) expect(each.at - before.at).toBeGreaterThanOrEqual(pacing.perRoomGap)
        })
        const unasked = here.filter(({ record }) => isUnasked(record))
        expect(within(most(times(unasked), DAY), pacing.unaskedPerRoomDay)).toBe(true)
      }
    })
  })

  it('nothing that quiet hours hold leaves in them, and kicks never wait for their end', () => {
    always(left => {
      for (const { record, at } of left) if (heldByQuiet(record)) expect(quietUntil(at)).toBeUndefined()
    })
  })

  it('kicks obey gap, kickGap and kicksPerHour only', () => {
    always((left, pacing) => {
      left.forEach((each, i) => {
        if (each.kind !== 'kick') return
        const before = left.slice(0, i)
        const kicks = before.filter(({ kind }) => kind === 'kick')
        const oldest = pacing.kicksPerHour === 0 ? undefined : kicks.at(-pacing.kicksPerHour)
        const allowed = Math.max(
          each.arrived,
          (before.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + each.gap,
          (kicks.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + pacing.kickGap,
          (oldest?.at ?? Number.NEGATIVE_INFINITY) + HOUR,
        )
        expect(each.at).toBe(allowed)
      })
    })
  })

  it('order within a room and a lane is kept, but for what quiet hours hold and what waits for its share of the day', () => {
    always(left => {
      for (const seqs of rowsOf(left, record => `${heldByQuiet(record)}|${isUnasked(record)}`)) {
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      }
    })
  })

  it('by day, order within a room and a lane is kept whatever it is', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60, size: 'max' }), arrivals => {
        const day = arrivals.map(one => ({ ...one, after: 0 }))
        for (const seqs of rowsOf(play({ ...free, gap: [SECOND, SECOND] }, day, () => 0))) {
          expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('with 0 everywhere everything leaves as it comes, best lane first', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40, size: 'max' }), arrivals => {
        const day = arrivals.map(one => ({ ...one, after: Math.min(one.after, MINUTE) }))
        for (const { at, arrived } of play(free, day, () => 0.5)) expect(at).toBe(arrived)
      }),
      { numRuns: 50 },
    )
  })
})
