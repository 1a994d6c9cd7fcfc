import { type Ctx, type MemberKey, plainLine } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { factsOf, preparedRoom } from './facts.js'
import { nextTopic } from './naming.js'
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
  return {
    from: ctx.room.key,
    community: ctx.community,
    size: facts.size,
    cap: facts.cap,
    ...whereTo(ctx, seeds.length + toMove),
    ...(leader === undefined ? {} : { leader }),
    people: Object.fromEntries(seeds.map(each => [each.key, asSeed(ctx, each)])),
    reserves: reserves.map(({ key }) => key),
    movers,
    toMove,
  }
}

/** Somebody chosen as he stands in a split's state: nobody has asked him yet. */
export function asSeed(ctx: In, { why, messages, days }: Chosen): Person {
  return { as: 'seed', step: 'planned', why, messages, days, since: ctx.now(), moves: false }
}

type Where = Pick<SplitState, 'to' | 'topic' | 'prepared' | 'toSize'>

/** The room that so many people go to: one of the community's that has space for them, else a new one. */
function whereTo(ctx: In, people: number): Where {
  const prepared = preparedRoom(ctx, people)
  if (prepared)
    return { to: prepared.key, topic: plainLine(prepared.topic, LONGEST_TOPIC), prepared: true, toSize: prepared.size }
  return { topic: freeTopic(ctx), prepared: false, toSize: 0 }
}

/** The next number after this room's that no room in sight has. */
function freeTopic(ctx: In): string {
  const taken = ctx.rooms().map(({ topic }) => topic)
  for (;;) {
    const topic = nextTopic(plainLine(ctx.room.topic, LONGEST_TOPIC), taken)
    if (!ctx.isTopicTaken(topic)) return topic
    taken.push(topic)
  }
}

/** Those of a plan who are seeds, in its order. */
export function seedsOf({ people }: Pick<SplitState, 'people'>): [MemberKey, Person][] {
  return Object.entries(people).filter(([, { as }]) => as === 'seed')
}
