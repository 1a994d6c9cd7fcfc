import { type Ctx, type MemberKey, plainLine } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { factsOf, freePlaces, preparedRoom } from './facts.js'
import { nextTopic, sameTopic } from './naming.js'
import { type Chosen, planSplit } from './plan.js'
import type { Person, SplitState } from './state.js'

type In = Ctx<CapacityConfig>

/** A topic is no longer than this; WeChat shows about as much. */
export const LONGEST_TOPIC = 30

/** A plan before it has a number: what a first draft shows, and what a split begins with. */
export type Sketch = Pick<
  SplitState,
  | 'from'
  | 'community'
  | 'size'
  | 'cap'
  | 'to'
  | 'topic'
  | 'prepared'
  | 'skipped'
  | 'toSize'
  | 'leader'
  | 'people'
  | 'reserves'
  | 'movers'
  | 'toMove'
>

/** Plans a split of this room by what is known now. */
export async function sketchOf(ctx: In): Promise<Sketch> {
  const facts = await factsOf(ctx)
  const { leader, seeds, reserves, movers, toMove } = planSplit(facts)
  const where = whereTo(ctx, seeds.length, toMove)
  return {
    from: ctx.room.key,
    community: ctx.community,
    size: facts.size,
    cap: facts.cap,
    ...where,
    ...(leader === undefined ? {} : { leader }),
    people: Object.fromEntries(seeds.map(each => [each.key, asSeed(ctx, each)])),
    reserves: reserves.map(({ key }) => key),
    movers,
    toMove: fitting(ctx, where, seeds.length, toMove),
  }
}

/** So many are asked to move: no more than a room that was made ready has places for, besides the seeds. */
export function fitting(
  ctx: In,
  { to, prepared }: Pick<Where, 'to' | 'prepared'>,
  seeds: number,
  toMove: number,
): number {
  if (!prepared || to === undefined || !ctx.rooms().some(({ key }) => key === to)) return toMove
  return Math.min(toMove, Math.max(0, freePlaces(ctx, to) - seeds))
}

/** Somebody chosen as he stands in a split's state: nobody has asked him yet. */
export function asSeed(ctx: In, { why, messages, days }: Chosen): Person {
  return { as: 'seed', step: 'planned', why, messages, days, since: ctx.now(), moves: false }
}

type Where = Pick<SplitState, 'to' | 'topic' | 'prepared' | 'skipped' | 'toSize'>

/** The room that they go to: one of the community's that has space for the seeds, else a new one. */
function whereTo(ctx: In, seeds: number, toMove: number): Where {
  const prepared = preparedRoom(ctx, seeds, toMove)
  if (prepared)
    return { to: prepared.key, topic: plainLine(prepared.topic, LONGEST_TOPIC), prepared: true, toSize: prepared.size }
  const topic = freeTopic(ctx)
  const first = nextTopic(ctx.room.name, [])
  return { topic, prepared: false, toSize: 0, ...(sameTopic(first, topic) ? {} : { skipped: first }) }
}

/** The next number after this room's that no room in sight has; a name that advertises is not carried on. */
function freeTopic(ctx: In): string {
  const taken = ctx.rooms().map(({ topic }) => topic)
  for (;;) {
    const topic = nextTopic(ctx.room.name, taken)
    if (!ctx.isTopicTaken(topic)) return topic
    taken.push(topic)
  }
}

/** Those of a plan who are seeds, in its order. */
export function seedsOf({ people }: Pick<SplitState, 'people'>): [MemberKey, Person][] {
  return Object.entries(people).filter(([, { as }]) => as === 'seed')
}
