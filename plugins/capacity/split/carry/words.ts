import { type Ctx, clockOf, dateOf, type MemberKey, plainLine, safeExcerpt } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { shortName } from '../naming.js'
import { type Person, type SplitState, those } from '../state.js'
import { countedOn, lostOnes, unsureOnes } from './doubt.js'
import { isLeaderless, needsNewLeader } from './leading.js'
import { ownersHere } from './look.js'
import { asksTomorrow } from './moving.js'
import type { Facts } from './next.js'
import { toBringIn } from './opening.js'
import { waitsFor } from './waiting.js'

type Values = Record<string, string | number>

/** A topic longer than this is no name any more. */
const TOPIC = 30

/** 「社群实战1群」 is 1群 to its people; a topic without a number is what it is. */
export function roomNames(old: string, fresh: string): { old: string; new: string } {
  const [one, other] = [plainLine(old, TOPIC), plainLine(fresh, TOPIC)]
  const [short, otherShort] = [shortName(one), shortName(other)]
  const told = short !== otherShort
  return { old: told && isNumbered(short) ? short : one, new: told && isNumbered(otherShort) ? otherShort : other }
}

function isNumbered(short: string): boolean {
  return short !== shortName('')
}

/** What the two rooms are called in a split. */
function namesOf(ctx: Ctx<CapacityConfig>, state: SplitState): { old: string; new: string } {
  const { to } = state
  const kept = to !== undefined && ctx.rooms().some(({ key }) => key === to)
  return roomNames(ctx.at(state.from).room.name, kept ? ctx.at(to).room.name : topicOf(state))
}

/** What the new room is to be called, as it may be printed. */
export function topicOf({ topic }: Pick<SplitState, 'topic'>): string {
  return safeExcerpt(topic, TOPIC) ?? shortName('')
}

/** A line about a split, with the rooms' names in it. */
export function say(ctx: Ctx<CapacityConfig>, state: SplitState, line: string, values: Values = {}): string {
  return ctx.text(line, { number: state.number, ...namesOf(ctx, state), ...values })
}

/** He said that he goes: when he is brought in. */
export function thanksTo(ctx: Ctx<CapacityConfig>, state: SplitState, { kept }: Facts): string {
  if (state.paused) return `${ctx.text('carryWhenPaused')}${say(ctx, state, 'carryYesThanks')}`
  return say(ctx, state, kept ? 'carryYesThanksNow' : 'carryYesThanks')
}

/** A room of which so much is taken is nearly full. */
const NEARLY = 0.9

/** Why a new room, and who wants it: the beginning of what people are asked. */
export function occasion(ctx: Ctx<CapacityConfig>, state: SplitState, { kept }: Facts): string {
  const { key, size } = ctx.at(state.from).room
  const cap = ctx.capOf(key)
  const full = size >= cap ? 'carryIsFull' : size >= NEARLY * cap ? 'carryNearlyFull' : undefined
  const line = kept || state.prepared ? 'carryThereIs' : 'carryOpens'
  return `${full === undefined ? '' : say(ctx, state, full)}${say(ctx, state, line, { owner: ownerOf(ctx, state) })}`
}

/** The owner, as members know him. */
export function ownerOf(ctx: Ctx<CapacityConfig>, state: SplitState): string {
  const [owner] = ownersHere(ctx, state)
  return owner === undefined ? ctx.text('carryTheOwner') : nameOf(ctx, state, owner)
}

/** Names of people, as they may be printed; the old room knows them, the new one those who are out of it. */
function printed(ctx: Ctx<CapacityConfig>, state: SplitState, members: readonly MemberKey[]): string[] {
  const old = ctx.at(state.from)
  return members.map(member => {
    const there = old.member(member)
    return there.present || state.to === undefined ? there.name : ctx.at(state.to).member(member).name
  })
}

/** Somebody of a split, as he may be printed. */
export function nameOf(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey): string {
  return printed(ctx, state, [member])[0] ?? ''
}

/**
 * How far it is, in two or three lines: what `/分群 进度` answers and the owner reads in the evening. `named`: it is for him
 * alone, and people may be named in it.
 */
export function progress(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  facts: Facts,
  { named }: { named: boolean },
): string {
  const count = (as: Person['as'], ...steps: Person['step'][]) => countedOn(state, facts, as, ...steps).length
  const seeds = say(ctx, state, 'carryProgress', {
    in: count('seed', 'arrived', 'left'),
    sent: count('seed', 'invited'),
    left: count('seed', 'yes'),
  })
  const some = (line: string, number: number) => (number === 0 ? '' : ctx.text(line, { count: number }))
  const more = [
    some('carryProgressAsked', count('seed', 'asked')),
    some('carryProgressNo', count('seed', 'no')),
    some('carryProgressExpired', count('seed', 'expired', 'unreachable')),
    some('carryProgressFailed', count('seed', 'failed') + count('mover', 'failed')),
    some('carryProgressLost', lostOnes(state, facts).length),
  ]
  const founders = (state.founding?.with ?? []).filter(member => state.people[member]?.step === 'arrived').length
  // Whoever counts the cards would miss those who were there from the beginning.
  if (count('seed', 'invited', 'yes') > 0) more.push(some('carryProgressFounders', founders))
  const movers = state.done.includes('opening') && state.toMove > 0
  const lines = [
    `${seeds}${more.join('')}`,
    movers
      ? [
          ctx.text('carryProgressMovers', { moved: movedOut(state).length, wanted: state.toMove }),
          some(
            'carryProgressBoth',
            Object.values(state.people).filter(({ as, moves, step }) => as === 'mover' && !moves && step === 'arrived')
              .length,
          ),
          some('carryProgressWay', count('mover', 'yes', 'both', 'invited') + leaving(state)),
          some('carryProgressAsked', count('mover', 'asked')),
        ].join('')
      : '',
    ctx.text('carryProgressWhy', { why: why(ctx, state, facts, named) }),
  ]
  return lines.filter(line => line !== '').join('\n')
}

/** Those who moved: in the new room, and out of the old one. */
function movedOut(state: SplitState): MemberKey[] {
  return Object.entries(state.people).flatMap(([member, { step }]) => (step === 'left' ? [member] : []))
}

function leaving(state: SplitState): number {
  return Object.values(state.people).filter(({ as, moves, step }) => as === 'mover' && moves && step === 'arrived')
    .length
}

/** So many of those who cannot be told apart are named. */
const NAMED = 8

/** What it waits for, in a few words. */
function why(ctx: Ctx<CapacityConfig>, state: SplitState, facts: Facts, named: boolean): string {
  const waits = waitsFor(state, facts)
  const reasons: string[] = []
  if (waits) {
    const { until } = waits.values
    reasons.push(
      say(ctx, state, waits.line, {
        ...waits.values,
        ...(typeof until === 'number' ? { until: whenOf(ctx, until) } : {}),
      }),
    )
  }
  const { members: unsure, until } = unsureOnes(state, facts)
  const waitedFor = (step: Person['step']) =>
    [...countedOn(state, facts, 'seed', step), ...countedOn(state, facts, 'mover', step)].filter(
      member => !unsure.includes(member),
    ).length
  const asked = waitedFor('asked')
  const cards = waitedFor('invited')
  if (unsure.length > 0) {
    const names = printed(ctx, state, unsure.slice(0, NAMED)).join('、')
    const who = named ? `${names}${unsure.length > NAMED ? '…' : ''}` : ctx.text('carrySome', { count: unsure.length })
    reasons.push(ctx.text('carryUnsure', { who, until: whenOf(ctx, until) }))
  }
  if (asked > 0) reasons.push(ctx.text('carryAnswers', { count: asked }))
  if (cards > 0) reasons.push(ctx.text('carryCards', { count: cards }))
  if (isLeaderless(state, facts)) reasons.push(say(ctx, state, 'carryNobodyLeadsNow'))
  if (asksTomorrow(state, facts)) reasons.push(ctx.text('carryMorning'))
  const coming = toBringIn(state, facts).length
  if (reasons.length === 0) reasons.push(ctx.text(coming > 0 ? 'carryBringing' : 'carryGoesOn', { count: coming }))
  return reasons.join('；')
}

/** A moment, as one says it: the time, and the date where it is another day's. */
export function whenOf(ctx: Ctx<CapacityConfig>, at: number): string {
  const date = dateOf(at, ctx.zone)
  const time = clockOf(at, ctx.zone)
  return date === dateOf(ctx.now(), ctx.zone) ? time : `${date.slice(5)} ${time}`
}

/** What the owner reads when it is over. */
export function report(ctx: Ctx<CapacityConfig>, state: SplitState): string {
  const late = Object.keys(state.people).filter(member => {
    const { step, answered, unsure } = state.people[member] ?? {}
    if (step === 'yes' || step === 'both') return unsure !== undefined
    return step === 'failed' || (step === 'expired' && answered !== undefined)
  })
  const missing = [...late, ...those(state, 'seed', 'unreachable')]
  const moved = movedOut(state).length
  const [leader] = state.leader === undefined ? [] : printed(ctx, state, [state.leader])
  return say(ctx, state, 'carryReport', {
    oldFrom: state.size,
    oldTo: ctx.at(state.from).room.size,
    newFrom: state.toSize,
    newTo: state.to === undefined ? 0 : ctx.at(state.to).room.size,
    leader:
      leader !== undefined
        ? ctx.text('carryReportLeads', { name: leader })
        : needsNewLeader(state)
          ? ctx.text('carryReportNobodyLeads')
          : '',
    seeds: those(state, 'seed', 'arrived', 'left').length,
    moved: moved === 0 ? '' : ctx.text('carryReportMoved', { count: moved }),
    missing:
      missing.length === 0 ? '' : ctx.text('carryReportMissing', { names: printed(ctx, state, missing).join('、') }),
  }).trim()
}

/** What stands when it was stopped. */
export function standing(ctx: Ctx<CapacityConfig>, state: SplitState): string {
  const room = state.to === undefined ? undefined : ctx.rooms().find(({ key }) => key === state.to)
  const stands = room
    ? ctx.text('carryStoppedRoom', { topic: ctx.at(room.key).room.name, count: room.size })
    : ctx.text('carryStoppedNoRoom')
  const moved = movedOut(state).length
  const line = moved === 0 ? 'carryNobodyRemoved' : 'carryMovedStay'
  return say(ctx, state, 'carryStopped', { stands, removed: say(ctx, state, line, { count: moved }) })
}
