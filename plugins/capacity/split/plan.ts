import type { MemberKey, Millis, Role } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import type { reasons } from './state.js'

// Who goes first when one room becomes two. Pure: whoever asks twice about the same people is told the same.

export type Reason = (typeof reasons)[number]

/** What a plan knows of one member; the bot is none of them. */
export interface Candidate {
  key: MemberKey
  role: Role
  /** A friend of the bot: he can be asked in private, and added. */
  friend: boolean
  /** Since when he is in the community; 0: before the bot. */
  since: Millis
  /** Messages of the last thirty days, and when he last wrote. */
  messages: number
  lastWrote?: Millis
  /** He said that he leads a new room, or that he goes along. */
  offer?: 'lead' | 'go'
  /** He has taken a duty on. */
  duty: boolean
  away: boolean
  unsure: boolean
  /** He said no to this split, or the owner took him out of it. */
  declined: boolean
}

export interface PlanInput {
  members: readonly Candidate[]
  /** People in the room now, and at most, the bot included in both. */
  size: number
  cap: number
  now: Millis
  config: Pick<CapacityConfig, 'seed' | 'keepInOld' | 'move'>
}

/** Somebody who is chosen, and why, the weightiest reason first. */
export interface Chosen {
  key: MemberKey
  why: Reason[]
  messages: number
  /** Days in the community; 0 where he was there before the bot. */
  days: number
}

export interface SplitPlan {
  leader?: MemberKey
  seeds: Chosen[]
  /** Who comes in when a seed drops out, in this order. */
  reserves: Chosen[]
  /** Whom to ask whether he moves, in this order. */
  movers: MemberKey[]
  /** How many are to leave the old room until it is at `move.target`. */
  toMove: number
}

const DAY: Millis = 86_400_000
/** At most two thirds of the seeds are of one kind while there is another: who carries a culture over is not one clique. */
const OF_ONE_KIND = 2 / 3
/** Where seeds leave the old room, at most half of its ten who write most go at once. */
const MOST_ACTIVE = 10
const MOST_ACTIVE_GO = 5

/** Proposes seeds, reserves and movers for a room. */
export function planSplit(input: PlanInput): SplitPlan {
  const { members, size, cap, config } = input
  const order = seedsInOrder(input)
  const { seeds, rest } = take(order, input)
  const taken = new Set(seeds.map(({ key }) => key))
  const leader = seeds.find(({ offer }) => offer === 'lead')?.key
  return {
    ...(leader === undefined ? {} : { leader }),
    seeds: seeds.map(each => chosen(each, input)),
    reserves: rest.map(each => chosen(each, input)),
    movers: members
      .filter(each => mayMove(each) && !taken.has(each.key))
      .sort(latelyHeard)
      .map(({ key }) => key),
    toMove: mustMove(size, cap, config.move.target),
  }
}

/** How many people are above what the old room is to have in the end, a share of its cap. */
export function mustMove(size: number, cap: number, target: number): number {
  return Math.max(0, size - Math.floor(target * cap))
}

/** Whether somebody may be a seed at all, whatever he did. */
export function mayBeSeed({ role, unsure, away, declined }: Candidate, roles: PlanInput['config']['seed']['roles']) {
  return !unsure && !away && !declined && (role !== 'owner' || roles.includes('owner'))
}

/** Movers are asked in private, and staff and opinion leaders are never asked to leave. */
function mayMove({ friend, role, unsure, away, declined }: Candidate): boolean {
  return friend && !unsure && !away && !declined && ['newcomer', 'member', 'trusted'].includes(role)
}

interface Kind {
  of: (candidate: Candidate) => boolean
  /** Whoever offered himself is taken, however many are of his kind. */
  all?: boolean
}

/** The kinds of seeds, in the order in which they are taken. */
function kindsOf({ config: { seed }, now }: PlanInput): Kind[] {
  const longEnough = ({ since }: Candidate) => now - since >= seed.minDays * DAY
  const volunteers: Kind = {
    of: ({ offer, duty }) => offer !== undefined || (duty && seed.roles.includes('volunteer')),
    all: true,
  }
  const byRole = seed.roles.flatMap((role): Kind[] => {
    if (role === 'volunteer') return []
    if (role === 'active') return [{ of: each => each.messages > 0 && longEnough(each) }]
    return [{ of: each => each.role === role && longEnough(each) }]
  })
  return [volunteers, ...byRole]
}

type Ranked = Candidate & { kind: number }

/**
 * Everybody who may be a seed, best first: volunteers (who leads before who goes along), then kind by kind those who write
 * most; then, where that is too few, those who are there longest, whom the bot can write to first.
 */
function seedsInOrder(input: PlanInput): Ranked[] {
  const { members, config, now } = input
  const kinds = kindsOf(input)
  const fit = members
    .filter(each => mayBeSeed(each, config.seed.roles))
    .map(each => ({ ...each, kind: kindOf(each, kinds) }))
  const old = ({ since }: Candidate) => (now - since >= config.seed.minDays * DAY ? 0 : 1)
  return fit.sort(
    (a, b) =>
      a.kind - b.kind ||
      Number(b.offer === 'lead') - Number(a.offer === 'lead') ||
      (a.kind === kinds.length ? old(a) - old(b) || Number(b.friend) - Number(a.friend) : 0) ||
      b.messages - a.messages ||
      bySeniority(a, b),
  )
}

/** The first kind that somebody is of; behind the last where he is of none. */
function kindOf(candidate: Candidate, kinds: readonly Kind[]): number {
  const found = kinds.findIndex(({ of }) => of(candidate))
  return found < 0 ? kinds.length : found
}

/** Takes `count` seeds in order, balanced, and says who is left. */
function take(order: readonly Ranked[], input: PlanInput): { seeds: Candidate[]; rest: Candidate[] } {
  const { count, min, minDays } = input.config.seed
  const kinds = kindsOf(input)
  const ofOneKind = Math.ceil(count * OF_ONE_KIND)
  const most = mostActive(input)
  const seeds: Ranked[] = []
  const goes = (each: Ranked) => {
    const isMost = input.config.keepInOld ? 0 : seeds.filter(({ key }) => most.has(key)).length
    return !seeds.includes(each) && !(most.has(each.key) && isMost >= MOST_ACTIVE_GO)
  }
  const fill = (from: readonly Ranked[], upTo: number, limit = Number.POSITIVE_INFINITY) => {
    for (const each of from) {
      const alike = kinds[each.kind]?.all ? 0 : seeds.filter(({ kind }) => kind === each.kind).length
      if (seeds.length < upTo && alike < limit && goes(each)) seeds.push(each)
    }
  }
  const longest = order.filter(({ kind }) => kind === kinds.length)
  const isNew = ({ since }: Candidate) => input.now - since < minDays * DAY
  fill(
    order.filter(({ kind }) => kind < kinds.length),
    count,
    ofOneKind,
  )
  fill(
    order.filter(({ kind }) => kind < kinds.length),
    count,
  )
  fill(
    longest.filter(each => !isNew(each)),
    count,
  )
  // A group that is younger than that has nobody else: only as many as a new room needs.
  fill(longest.filter(isNew), min)
  // Whoever joined lately replaces nobody, where the seeds themselves need not be of them.
  const needsNew = longest.some(each => isNew(each) && seeds.includes(each))
  const fits = (each: Ranked) => needsNew || each.kind < kinds.length || !isNew(each)
  return { seeds, rest: order.filter(each => !seeds.includes(each) && fits(each)) }
}

function mostActive({ members }: PlanInput): ReadonlySet<MemberKey> {
  const active = members.filter(({ messages }) => messages > 0)
  const sorted = [...active].sort((a, b) => b.messages - a.messages || bySeniority(a, b))
  return new Set(sorted.slice(0, MOST_ACTIVE).map(({ key }) => key))
}

/** What speaks for somebody, the weightiest first, and the figures that are printed behind his name. */
export function chosen(candidate: Candidate, { now, config }: Pick<PlanInput, 'now' | 'config'>): Chosen {
  const { key, role, offer, duty, messages, since } = candidate
  const why: Reason[] = []
  if (offer === 'lead') why.push('leader')
  if (role === 'owner' || role === 'admin' || role === 'kol' || role === 'trusted') why.push(role)
  if (offer === 'go' || (duty && config.seed.roles.includes('volunteer'))) why.push('volunteer')
  if (messages > 0) why.push('active')
  if (why.length === 0) why.push('senior')
  return { key, why, messages, days: since === 0 ? 0 : Math.floor(Math.max(0, now - since) / DAY) }
}

/** Whoever is there longest first; then by key, so that the same people come out in the same order. */
function bySeniority(a: Candidate, b: Candidate): number {
  return a.since - b.since || byKey(a.key, b.key)
}

/** Who wrote last first, and of those who never did whoever came first: those longest silent are the last to be asked. */
function latelyHeard(a: Candidate, b: Candidate): number {
  return (b.lastWrote ?? 0) - (a.lastWrote ?? 0) || b.messages - a.messages || bySeniority(a, b)
}

const { compare: byKey } = new Intl.Collator('en', { numeric: true })
