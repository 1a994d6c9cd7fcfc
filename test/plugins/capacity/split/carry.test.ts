import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  brought,
  calledOn,
  did,
  doubted,
  founded,
  gone,
  heldUp,
  leaderless,
  led,
  leftNew,
  moverAnswered,
  ownerAnswered,
  pausedBy,
  placed,
  roomLookedFor,
  seedAnswered,
  seenOff,
  sent,
  volunteered,
} from '../../../../plugins/capacity/split/carry/after.js'
import { type Deed, type Facts, next, stepOf } from '../../../../plugins/capacity/split/carry/next.js'
import { offered } from '../../../../plugins/capacity/split/carry/offers.js'
import { cardOf, leadersGone, refusals } from '../../../../plugins/capacity/split/carry/once.js'
import { toBringIn } from '../../../../plugins/capacity/split/carry/opening.js'
import { toCome } from '../../../../plugins/capacity/split/carry/places.js'
import { lacksSeeds } from '../../../../plugins/capacity/split/carry/seeds.js'
import { waitsFor, wakesAt } from '../../../../plugins/capacity/split/carry/waiting.js'
import { roomNames } from '../../../../plugins/capacity/split/carry/words.js'
import type { SplitState } from '../../../../plugins/capacity/split/state.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const EXPIRES = 72 * HOUR

const seeds = ['s1', 's2', 's3', 's4']
const others = ['m1', 'm2', 'm3', 'm4', 'm5']
const everybody = [...seeds, ...others]

function planned(more: Partial<SplitState> = {}): SplitState {
  return {
    number: 'P1',
    community: 'main',
    from: 'g1',
    size: 20,
    cap: 20,
    topic: '社群实战2群',
    prepared: false,
    toSize: 0,
    madeAt: 0,
    until: 0,
    reminded: false,
    people: Object.fromEntries(
      seeds.map(who => [
        who,
        { as: 'seed' as const, step: 'planned' as const, why: [], messages: 1, days: 1, since: 0, moves: false },
      ]),
    ),
    reserves: ['m1', 'm2'],
    movers: others,
    toMove: 3,
    paused: false,
    done: [],
    few: false,
    rounds: 0,
    ...more,
  }
}

/** What is really so, and what was ever done: WeChat and the outbox, as far as a split sees them. */
class Truth {
  now = 0
  readonly old = new Set(everybody)
  readonly fresh = new Set<string>()
  readonly friends = new Set(everybody)
  /** Whom a login made unrecognisable: nobody sees them in any room under their key. */
  readonly unsure = new Set<string>()
  kept = false
  /** By how many the old room is too full. */
  excess = Number.POSITIVE_INFINITY
  readonly deeds: string[] = []
  /** Whoever said so himself. */
  readonly moves = new Set<string>()

  facts(): Facts {
    return {
      now: this.now,
      today: String(Math.floor(this.now / DAY)),
      night: false,
      morning: true,
      evening: false,
      owner: 'lin',
      inOld: member => this.old.has(member) && !this.unsure.has(member),
      inNew: member => this.fresh.has(member) && !this.unsure.has(member),
      gone: member => !this.old.has(member) && !this.fresh.has(member),
      friend: member => this.friends.has(member),
      unsure: member => this.unsure.has(member),
      kept: this.kept,
      space: 100,
      excess: this.excess,
      min: 3,
      leaderRequired: false,
      expires: EXPIRES,
    }
  }

  /** Does one thing, as deeds.ts does, without the I/O. */
  carryOut(state: SplitState, deed: Deed): SplitState {
    const { now } = this
    const who = 'member' in deed ? deed.member : ''
    if (deed.do !== 'mark') this.deeds.push(`${deed.do} ${who}`.trim())
    switch (deed.do) {
      case 'mark':
        return placed(state, who, deed.step, now)
      case 'ask':
        return placed(state, who, this.friends.has(who) ? 'asked' : 'unreachable', now)
      case 'ask to move': {
        const date = this.facts().today
        const count = (state.asking?.date === date ? state.asking.count : 0) + 1
        return { ...placed(state, who, 'asked', now, { as: 'mover' }), asking: { date, count } }
      }
      case 'create':
        return { ...state, to: 'g2', founding: { is: 'asked', try: state.founding?.try ?? 0 } }
      case 'keep':
        this.kept = true
        return { ...state }
      case 'bound':
        return { ...state, founding: { is: 'kept', try: 0 } }
      case 'doubt':
        return doubted(state, deed.member, deed.since)
      case 'leads no more':
        return leaderless(state, deed.member)
      case 'tell that the leader is gone':
        return did(state, `leader gone|${leadersGone(state)}`)
      case 'ask whether it is there':
        return did(state, `unseen|${state.rounds}`)
      case 'invite':
        return sent(state, who, now)
      case 'open':
        return did(state, 'opening')
      case 'see off':
        if (!this.moves.has(who) || !this.fresh.has(who)) throw new Error(`${who} is taken out without his word`)
        return did(state, `off|${who}`)
      case 'say goodbye':
        return did(state, `bye|${who}`)
      case 'drop':
        return gone(state, who, now)
      case 'tell of the room':
        return did(state, 'room')
      case 'befriend':
        return did(state, ...deed.members.map(member => `befriend|${member}`))
      case 'ask the owner':
        return did(state, `missing|${state.rounds}`)
      case 'give up': {
        const { sending: _, ...rest } = state
        return placed(rest, who, 'failed', now)
      }
      case 'finish':
        return { ...state, end: 'done' }
      default:
        throw new Error(`not in this test: ${deed.do}`)
    }
  }

  /** As a run of the saga does: one thing after another until there is none. */
  run(before: SplitState): SplitState {
    let state = before
    for (let count = 0; count < 200; count += 1) {
      const deed = next(state, this.facts())
      if (!deed) return state
      state = this.carryOut(state, deed)
    }
    throw new Error(`no end of it: ${this.deeds.slice(-6).join(', ')}`)
  }
}

type Happening = { what: string; who: string; choice: number }

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom(
    'answers',
    'answers',
    'answers',
    'settled',
    'settled',
    'refused',
    'made',
    'made',
    'arrives',
    'leaves new',
    'leaves old',
    'day',
    'hours',
    'pause',
    'resume',
    'volunteers',
    'owner',
    'off done',
    'off refused',
    'held',
    'twice',
    'login',
    'recognised',
  ),
  who: fc.constantFrom(...everybody),
  choice: fc.integer({ min: 1, max: 3 }),
})

function happens(truth: Truth, before: SplitState, { what, who, choice }: Happening, nth: number): SplitState {
  const { now } = truth
  const person = before.people[who]
  switch (what) {
    case 'answers': {
      if (person?.step !== 'asked') return before
      if (person.as === 'seed') return seedAnswered(before, who, { choice: Math.min(choice, 2), moves: false, now })
      if (choice === 3) truth.moves.add(who)
      return moverAnswered(before, who, { choice, now })
    }
    case 'settled': {
      const member = before.sending?.member
      if (member === undefined) return before
      if (choice > 1) truth.fresh.add(member)
      return brought(before, { member, outcome: choice === 3 ? 'unknown' : 'done', now })
    }
    case 'refused': {
      const member = before.sending?.member
      return member === undefined ? before : brought(before, { member, outcome: 'refused', now })
    }
    case 'made': {
      if (before.founding === undefined || before.founding.is === 'kept' || before.founding.is === 'refused')
        return before
      const attempt = before.founding.try
      const outcome = choice === 1 ? 'refused' : 'done'
      return founded(before, { outcome, code: '1', attempt })
    }
    case 'arrives':
      if (person?.step === 'invited') truth.fresh.add(who)
      return before
    case 'leaves new':
      return truth.fresh.delete(who) ? leftNew(before, [who], now) : before
    case 'leaves old':
      truth.old.delete(who)
      return before
    case 'day':
      truth.now += DAY
      return before
    case 'hours':
      truth.now += 5 * HOUR
      return before
    case 'pause':
      return { ...before, paused: true }
    case 'resume':
      return calledOn(before, `m${nth}`)
    case 'volunteers':
      return volunteered(before, who, { friend: true, moves: false, now })
    case 'owner':
      return ownerAnswered(before, Math.min(choice, 2))
    case 'off done':
      if (!before.done.includes(`off|${who}`) || person?.step !== 'arrived') return before
      truth.old.delete(who)
      return seenOff(before, who, 'done', now)
    case 'off refused':
      return before.done.includes(`off|${who}`) ? seenOff(before, who, 'refused', now) : before
    case 'login':
      truth.unsure.add(who)
      return before
    case 'recognised':
      truth.unsure.delete(who)
      return before
    case 'held':
      return heldUp(before, { act: choice === 1 ? 'create' : 'add', until: now + HOUR, code: '1205', now })
    default:
      return before
  }
}

describe('a split that is carried out', () => {
  it('comes to an end, does everything once and nothing without a yes, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), fc.integer({ min: 0, max: 3 }), (all, strangers) => {
        const truth = new Truth()
        for (const who of everybody.slice(0, strangers)) truth.friends.delete(who)
        let state = truth.run(planned())
        for (const [nth, each] of all.entries()) {
          state = happens(truth, state, each, nth)
          const once = truth.run(state)
          // Called on again without anything new it does nothing.
          const deeds = truth.deeds.length
          expect(truth.run(once)).toEqual(once)
          expect(truth.deeds).toHaveLength(deeds)
          state = once
        }
        for (const deed of ['invite', 'ask', 'ask to move', 'see off', 'say goodbye', 'open', 'finish']) {
          const done = truth.deeds.filter(each => each === deed || each.startsWith(`${deed} `))
          const named = done.filter(
            each => deed !== 'ask' || (!each.startsWith('ask to') && !each.startsWith('ask the')),
          )
          // Who is no friend is tried again when he may have become one.
          const twice = named.filter((each, at) => named.indexOf(each) < at && deed !== 'ask')
          // Whom WeChat refused may ask for it again himself.
          const again = twice.filter(each => deed !== 'invite' || refusals(state, each.slice('invite '.length)) === 0)
          expect(again).toEqual([])
        }
        const paused = state.paused || state.end !== undefined
        if (!paused && state.people['s1']?.step === 'asked') expect(stepOf(state, truth.facts())).not.toBe('lead')
        for (const [member, { step, moves }] of Object.entries(state.people)) {
          if (step === 'left') expect(truth.moves).toContain(member)
          if (moves) expect(truth.moves).toContain(member)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('says why it waits where it is not for an answer', () => {
    const truth = new Truth()
    const none = { ...truth.facts(), leaderRequired: true }
    expect(waitsFor(planned(), none)?.line).toBe('carryNobodyLeads')
    expect(waitsFor({ ...planned(), paused: true }, none)?.line).toBe('carryPaused')
    const held = { ...planned(), founding: { is: 'held' as const, try: 0, until: 5 } }
    expect(waitsFor(held, truth.facts())).toEqual({ line: 'carryCreateHeld', values: { until: 5 } })
    const nobody = { ...planned({ reserves: [] }), people: {} }
    expect(waitsFor(nobody, truth.facts())).toEqual({ line: 'carryMissing', values: { count: 3 } })
  })

  it('waits for whom nobody can tell apart as long as for anybody, then goes on without him, and takes him back', () => {
    const truth = new Truth()
    let state = truth.run(planned({ reserves: ['m1'] }))
    for (const who of ['s1', 's2', 's3']) state = seedAnswered(state, who, { choice: 2, moves: false, now: 0 })
    state = truth.run(seedAnswered(state, 's4', { choice: 1, moves: false, now: 0 }))
    truth.unsure.add('s3')
    state = truth.run(state)
    expect(state.people['s3']).toMatchObject({ step: 'yes', unsure: 0 })
    expect(wakesAt(state, truth.facts())).toContain(EXPIRES)
    expect(lacksSeeds(state, truth.facts())).toBe(false)
    truth.now = EXPIRES
    state = truth.run(state)
    expect(state.people['m1']?.step).toBe('asked')
    expect(toBringIn(state, truth.facts())).toEqual(['s1', 's2'])
    truth.unsure.clear()
    state = truth.run(state)
    expect(state.people['s3']?.unsure).toBeUndefined()
    expect(toBringIn(state, truth.facts())).toEqual(['s1', 's2', 's3'])
  })

  it('gives nobody a second card, but for whom WeChat refused the first and who asks for it himself', () => {
    const truth = new Truth()
    truth.kept = true
    const ready = planned({ prepared: true, to: 'g2' })
    const yes = (state: SplitState, who: string) =>
      seedAnswered(state, who, { choice: 2, moves: false, now: truth.now })
    let state = truth.run(yes(truth.run(ready), 's1'))
    expect(cardOf(state, 's1')).toBe('card|s1')
    state = truth.run(brought(state, { member: 's1', outcome: 'done', now: 0 }))
    truth.now = EXPIRES
    state = truth.run(state)
    expect(state.people['s1']?.step).toBe('expired')
    state = truth.run(yes(state, 's1'))
    expect(state.people['s1']?.step).toBe('invited')
    expect(truth.deeds.filter(each => each === 'invite s1')).toHaveLength(1)
    state = truth.run(yes(state, 's2'))
    state = truth.run(brought(state, { member: 's2', outcome: 'refused', now: truth.now }))
    expect(state.people['s2']?.step).toBe('failed')
    state = volunteered(state, 's2', { friend: true, moves: false, now: truth.now })
    expect(cardOf(state, 's2')).toBe('card|s2|1')
    truth.run(state)
    expect(truth.deeds.filter(each => each === 'invite s2')).toHaveLength(2)
  })

  it('has places for all who may still come, and for those who are still to be asked', () => {
    const truth = new Truth()
    const places = (state: SplitState) => {
      const { members, more } = toCome(state, truth.facts())
      return members.length + more
    }
    const no = (state: SplitState, who: string) =>
      truth.run(seedAnswered(state, who, { choice: 1, moves: false, now: 0 }))
    // Four seeds, and three are to move, whoever they will be.
    expect(places(planned())).toBe(7)
    let state = truth.run(planned())
    expect(places(state)).toBe(7)
    // Three are enough; below that another is asked, and has the place of whoever said no.
    state = no(state, 's1')
    expect(places(state)).toBe(6)
    state = no(state, 's2')
    expect(state.people['m1']?.step).toBe('asked')
    expect(places(state)).toBe(6)
    // Nobody is left to ask: the owner may find somebody.
    for (const who of ['m1', 'm2', 's3']) state = no(state, who)
    expect(places(state)).toBe(3 + 3)
    // Who is in needs none. Once it is open nobody comes in a seed's place, and fewer move where fewer can be asked.
    truth.kept = true
    truth.fresh.add('s4')
    state = truth.run({ ...state, to: 'g2', prepared: true })
    expect(state.done).toContain('opening')
    expect(places(state)).toBe(3)
    state = truth.run(moverAnswered(state, 'm3', { choice: 3, now: 0 }))
    expect(places(state)).toBe(3)
    state = truth.run(moverAnswered(state, 'm4', { choice: 1, now: 0 }))
    expect(places(state)).toBe(2)
  })

  it('hears that whoever led is gone, once for each, and lets another lead', () => {
    const truth = new Truth()
    truth.kept = true
    for (const who of ['s1', 's2', 's3']) truth.fresh.add(who)
    let state = truth.run({ ...planned({ prepared: true, to: 'g2' }), leader: 's1' })
    expect(state.done).toContain('opening')
    truth.fresh.delete('s1')
    state = truth.run(leftNew(state, ['s1'], 1))
    expect(state.leader).toBeUndefined()
    expect(truth.deeds.filter(each => each === 'tell that the leader is gone')).toHaveLength(1)
    state = truth.run(led(state, 's2', 2))
    // Nobody was told of it as an event: it is seen.
    truth.fresh.delete('s2')
    state = truth.run(state)
    expect(state.leader).toBeUndefined()
    expect(truth.deeds.filter(each => each === 'tell that the leader is gone')).toHaveLength(2)
  })

  it('makes no second room where the first may be there, until somebody says that it is not', () => {
    const truth = new Truth()
    let state = truth.run(planned())
    for (const who of ['s1', 's2', 's3']) state = seedAnswered(state, who, { choice: 2, moves: false, now: 0 })
    state = truth.run(state)
    state = truth.run(founded(state, { outcome: 'refused', code: 'unseen', attempt: 0 }))
    for (const nth of [1, 2, 3]) state = truth.run(calledOn(state, `m${nth}`))
    expect(truth.deeds.filter(each => each === 'create')).toHaveLength(1)
    expect(truth.deeds.filter(each => each === 'ask whether it is there')).toHaveLength(4)
    expect(waitsFor(state, truth.facts())).toEqual({ line: 'carryCreateUnseen', values: { key: 'g2' } })
    expect(roomLookedFor(state, 2, 7)).toBe(state)
    expect(roomLookedFor(state, 1, 0)).toBe(state)
    state = truth.run(roomLookedFor(state, 2, 0))
    expect(truth.deeds.filter(each => each === 'create')).toHaveLength(2)
  })

  it.each([
    ['unknown', undefined, 'unseen'],
    ['failed', 'network', 'unseen'],
    ['refused', 'unseen', 'unseen'],
    ['refused', '1', 'refused'],
    ['expired', 'late', 'refused'],
    ['done', undefined, 'kept'],
  ])('a creation that ended %s (%s) is %s', (outcome, code, is) => {
    const state = { ...planned(), founding: { is: 'asked' as const, try: 0 } }
    expect(founded(state, { outcome, code, attempt: 0 }).founding?.is).toBe(is)
  })

  it('is paused by an admin without losing that the owner did', () => {
    const paused = pausedBy(planned(), true)
    expect(paused).toMatchObject({ paused: true, pausedByAdmin: true })
    expect(pausedBy(paused, false)).toMatchObject({ paused: true })
    expect(pausedBy(paused, false).pausedByAdmin).toBeUndefined()
    expect(pausedBy(pausedBy(planned(), false), true).pausedByAdmin).toBeUndefined()
    expect(calledOn(paused, 'm1')).toMatchObject({ paused: false })
    expect(calledOn(paused, 'm1').pausedByAdmin).toBeUndefined()
  })

  it('takes the first answers for the room, whenever they came', () => {
    const truth = new Truth()
    let state = truth.run(planned())
    for (const who of ['s3', 's1', 's4']) state = seedAnswered(state, who, { choice: 2, moves: false, now: 0 })
    expect(next(state, truth.facts())).toEqual({ do: 'create', members: ['s3', 's1', 's4'] })
  })

  it('lets who leads go along without another word, and looks for another where he does not', () => {
    const truth = new Truth()
    const asked = truth.run(planned())
    const leading = led(asked, 's2', 0)
    expect(leading.people['s2']?.step).toBe('yes')
    expect(led(leading, 's1', 0)).toBe(leading)
    const gone = seedAnswered(leading, 's2', { choice: 1, moves: false, now: 1 })
    expect(gone.leader).toBeUndefined()
    expect(stepOf(gone, { ...truth.facts(), leaderRequired: true })).toBe('lead')
  })
})

describe('an offer', () => {
  it.each([
    ['我来带2群', 'lead'],
    ['我来带', 'lead'],
    ['我来带２群！', 'lead'],
    ['我愿意带新群吧～', 'lead'],
    ['我来带二群', 'lead'],
    ['我去2群', 'go'],
    ['我也去二群', 'go'],
    ['我想去新群。', 'go'],
    ['我来带娃了', undefined],
    ['我去', undefined],
    ['我去吃饭', undefined],
    ['谁来带2群？', undefined],
    ['我来带2群的人去爬山', undefined],
  ])('%s', (text, as) => {
    expect(offered(text)).toBe(as)
  })
})

describe('what two rooms are called', () => {
  it.each([
    ['社群实战1群', '社群实战2群', '1群', '2群'],
    ['夜跑群', '夜跑2群', '夜跑群', '2群'],
    ['晨跑', '夜跑', '晨跑', '夜跑'],
  ])('%s and %s', (old, fresh, one, other) => {
    expect(roomNames(old, fresh)).toEqual({ old: one, new: other })
  })
})
