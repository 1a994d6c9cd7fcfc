import {
  type Ctx,
  type MemberKey,
  type Millis,
  noteRead,
  type RoomKey,
  readOnce,
  type Store,
} from '../../../src/kernel/plugin.js'

// What is kept of prunings. The saga that carries one out knows its number alone: who is on the list stands here, where
// it can follow a person who turns out to be another, or is erased.

/**
 * How far somebody on the list is. listed: not told yet. warned: he was told, and has time. removing: he has a case.
 * removed, stays, gone (by himself), failed: it is over for him.
 */
export type Step = 'listed' | 'warned' | 'removing' | 'removed' | 'stays' | 'gone' | 'failed'

export interface Listed {
  step: Step
  /** When he last wrote; never since counting began: left out. */
  last?: Millis
  /** The message that told him; whether it was seen to leave (`unsure`: the bot died in the middle). */
  notice?: string
  heard?: 'yes' | 'unsure'
  /** In the room, for he could not be reached in private. */
  inRoom?: true
  /** Told once more in the room, because nobody knows whether the first time reached him. */
  again?: true
  /** When he was told, and until when he may answer. */
  told?: Millis
  until?: Millis
  /** He spoke up: 在, or anything else. */
  said?: Millis
  /** He said 在 in the room, and is thanked there with others. */
  thanks?: 'due' | 'said'
  /** His case, and when it was opened. */
  case?: string
  tried?: Millis
  /** Why he stays, or why it failed: the end of a line's key. */
  why?: string
}

/** It is over for him. */
export const isOver = ({ step }: Listed) => step !== 'listed' && step !== 'warned' && step !== 'removing'

/** How one row of a list changes: pure, and the same when it is done again. */
export type Change = (known: Listed) => Listed
export type Changes = Map<MemberKey, Change>

export interface Plan {
  /** `P7` */
  number: string
  community: string
  room: RoomKey
  /** Whose word it is. */
  by: MemberKey
  madeAt: Millis
  state: 'shown' | 'running' | 'over'
  people: Record<MemberKey, Listed>
  /** He was in another room when he said so: that he is not in this one tells nothing. */
  outside?: true
  /** When an owner last said that it goes on. */
  resumed?: Millis
  /** Said once: why it waits just now. */
  waits?: string
  stopped?: true
  /** When the room was last looked at for it. */
  looked?: Millis
}

/** A list as it stands: whose removal was taken back since is there again. */
export function asItStands(ctx: Pick<Ctx, 'case'>, plan: Plan): Plan {
  const people = Object.entries(plan.people).map(([member, listed]): [MemberKey, Listed] => {
    const back = listed.step === 'removed' && listed.case !== undefined && ctx.case(listed.case)?.status === 'undone'
    return [member, back ? { ...listed, step: 'stays', why: 'undone' } : listed]
  })
  return { ...plan, people: Object.fromEntries(people) }
}

/** `p:capacity:account:prunes` hash number → Plan; 60 days. */
export const plansOf = (store: Store) => store.at('account').hash<Plan>('prunes')

/**
 * `p:capacity:ROOM:warned` hash member → number of the plan that he is on, from its execution until it is over for him; where
 * it was stopped, until the time is over that he was told.
 */
export const warnedIn = (ctx: Pick<Ctx, 'lasting'>) => ctx.lasting.hash<string>('warned')

/**
 * Whether anybody may stand in `warned` of this room: of most rooms nobody ever did, and no message need ask. Asks Redis once
 * in the life of the process.
 */
export function isAnyoneWarned({ lasting }: Pick<Ctx, 'lasting'>): Promise<boolean> {
  const key = lasting.key('warned')
  return readOnce(lasting, key, async () => (await lasting.redis.hlen(key)) > 0)
}

/** Notes who is told by which plan. */
export async function noteWarned(ctx: Pick<Ctx, 'lasting'>, member: MemberKey, number: string): Promise<void> {
  noteRead(ctx.lasting, ctx.lasting.key('warned'), true)
  await warnedIn(ctx).set(member, number)
}

/** The pruning was stopped after he was told: he does not know that, and what he answers within his time is heard. */
export function mayStillAnswer({ now }: Pick<Ctx, 'now'>, { why, until }: Listed): boolean {
  return why === 'stopped' && until !== undefined && until > now()
}

/** Forgets who was told by a plan that is over; the time at which those are to be forgotten who may still answer. */
export async function forgetWarned(
  ctx: Pick<Ctx, 'lasting' | 'now'>,
  { number, people }: Plan,
): Promise<Millis | undefined> {
  let last: Millis | undefined
  for (const [member, listed] of Object.entries(people)) {
    if (mayStillAnswer(ctx, listed)) last = Math.max(last ?? 0, listed.until ?? 0)
    else if ((await warnedIn(ctx).get(member)) === number) await warnedIn(ctx).delete(member)
  }
  return last
}

/** `p:capacity:ROOM:pruning` hash `now` → the plan that is being carried out here. */
export const pruningIn = (ctx: Pick<Ctx, 'lasting'>) => ctx.lasting.hash<string>('pruning')

/** `p:capacity:ROOM:spared` hash member → until when he is on no list because the owner said so (放过). */
const spared = (store: Store) => store.hash<Millis>('spared')

const KEPT: Millis = 60 * 86_400_000

/** Who is spared now. What is over is forgotten. */
export async function sparedIn(ctx: Pick<Ctx, 'lasting' | 'now'>): Promise<Set<MemberKey>> {
  const all = await spared(ctx.lasting).all()
  return new Set([...all].flatMap(([member, until]) => (until > ctx.now() ? [member] : [])))
}

export async function spare(
  ctx: Pick<Ctx, 'lasting' | 'now'>,
  members: readonly MemberKey[],
  until: Millis,
): Promise<void> {
  const rows = spared(ctx.lasting)
  for (const [member, end] of await rows.all()) if (end <= ctx.now()) await rows.delete(member)
  for (const member of members) await rows.set(member, until)
}

/** Writes a plan down once; the same number again is the plan that is there. Old ones go. */
export async function keepPlan(ctx: Pick<Ctx, 'lasting' | 'now'>, plan: Plan): Promise<Plan> {
  const plans = plansOf(ctx.lasting)
  for (const [number, { madeAt, state }] of await plans.all()) {
    if (state !== 'running' && madeAt + KEPT < ctx.now()) await plans.delete(number)
  }
  await plans.setNew(plan.number, plan)
  return (await plans.get(plan.number)) ?? plan
}

/** The newest plan of a room that was shown, and those that are being carried out. */
export async function plansIn(ctx: Pick<Ctx, 'lasting' | 'room'>): Promise<Plan[]> {
  const all = [...(await plansOf(ctx.lasting).all()).values()].filter(({ room }) => room === ctx.room.key)
  return all.sort((a, b) => b.madeAt - a.madeAt || Number(b.number.slice(1)) - Number(a.number.slice(1)))
}

/** Changes people of a plan in one step; who is not on it any more is passed over. */
export function changePeople(
  store: Store,
  number: string,
  changes: ReadonlyMap<MemberKey, Change>,
): Promise<Plan | undefined> {
  return plansOf(store).update(number, plan => {
    if (!plan) return plan
    const people = { ...plan.people }
    for (const [member, change] of changes) {
      const known = people[member]
      if (known) people[member] = change(known)
    }
    return { ...plan, people }
  })
}

/** One person's name in all of it. `store` is that of the account or of a room; each has its own rows. */
export const prunePeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    await moveRow(store.hash<string>('warned'), from, into)
    await moveRow(spared(store), from, into)
    for (const [number, plan] of await plansOf(store).all()) {
      if (plan.by !== from && plan.people[from] === undefined) continue
      await plansOf(store).update(number, now => now && renamed(now, from, into))
    }
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const until = await spared(store).get(member)
    const lists = [...(await plansOf(store).all()).values()].flatMap(({ number, madeAt, people }) => {
      const { step } = people[member] ?? {}
      return step === undefined ? [] : [{ number, madeAt, step }]
    })
    if (until === undefined && lists.length === 0) return undefined
    return {
      ...(until === undefined ? {} : { sparedUntil: until }),
      ...(lists.length > 0 ? { pruneLists: lists } : {}),
    }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    await store.hash('warned').delete(member)
    await spared(store).delete(member)
    for (const [number, plan] of await plansOf(store).all()) {
      if (plan.by !== member && plan.people[member] === undefined) continue
      await plansOf(store).update(number, now => now && without(now, member))
    }
  },
}

function renamed(plan: Plan, from: MemberKey, into: MemberKey): Plan {
  const { [from]: his, ...people } = plan.people
  const by = plan.by === from ? into : plan.by
  return { ...plan, by, people: his && people[into] === undefined ? { ...people, [into]: his } : people }
}

function without(plan: Plan, member: MemberKey): Plan {
  const { [member]: _, ...people } = plan.people
  return { ...plan, by: plan.by === member ? '' : plan.by, people }
}

async function moveRow<T>(
  rows: {
    get(row: string): Promise<T | undefined>
    setNew(row: string, value: T): Promise<boolean>
    delete(row: string): Promise<boolean>
  },
  from: MemberKey,
  into: MemberKey,
): Promise<void> {
  const his = await rows.get(from)
  if (his === undefined) return
  await rows.setNew(into, his)
  await rows.delete(from)
}
