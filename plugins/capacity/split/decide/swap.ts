import type { Ctx, MemberKey, MemberView } from '../../../../src/kernel/plugin.js'
import { plainLine } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { factsOf } from '../facts.js'
import { type Candidate, chosen, mayBeSeed } from '../plan.js'
import { asSeed, seedsOf } from '../sketch.js'
import type { SplitState } from '../state.js'

type In = Ctx<CapacityConfig>

/** Whom the owner wants out of the plan, and whom he wants in their places where he said so. */
export interface Swap {
  out: MemberKey[]
  in: MemberKey[]
  /** What is said of the names that were of no use, line by line. */
  notes: string[]
}

/** 「换成」 between the names: those behind it come in. */
const INSTEAD = /换成|换为|改成|→|->|\s(?:for|by|with)\s/

/** The names in 「@赵磊 @王敏」, with or without @, in their order. */
export function namesIn(typed: string): string[] {
  const named = typed.includes('@') || typed.includes('＠')
  const parts = named ? typed.split(/[@＠]/).slice(typed.search(/[@＠]/) > 0 ? 1 : 0) : typed.split(/[\s、，,]+/)
  return [...new Set(parts.map(part => part.replace(/[\u2005\s、，,]+$/u, '').trim()).filter(name => name !== ''))]
}

/** Reads whom is meant: among the seeds first, for they are whom a list shows. `ctx` is of the room that is full. */
export function readSwap(ctx: In, state: SplitState, typed: string): Swap {
  const [before = '', behind = ''] = typed.split(INSTEAD, 2)
  const swap: Swap = { out: [], in: [], notes: [] }
  for (const name of namesIn(before)) {
    const found = whoIs(ctx, state, name)
    if (typeof found === 'string') swap.notes.push(found)
    else {
      swap.out.push(found.key)
      if (state.people[found.key]?.as !== 'seed') swap.notes.push(ctx.text('swap.noSeed', { name: found.name }))
    }
  }
  for (const name of namesIn(behind)) {
    const found = whoIs(ctx, state, name)
    if (typeof found === 'string') swap.notes.push(found)
    else swap.in.push(found.key)
  }
  return swap
}

/** One member by a typed name, a seed before others; else what is to be said. */
function whoIs(ctx: In, state: SplitState, name: string): MemberView | string {
  const found = ctx.find(name).filter(({ present }) => present)
  const seeds = found.filter(({ key }) => state.people[key]?.as === 'seed')
  const [one, another] = seeds.length > 0 ? seeds : found
  if (one && !another) return one
  return ctx.text(one ? 'swap.ambiguous' : 'swap.unknown', { name: plainLine(name, 12) })
}

/** The plan after a swap: in the place of each who goes comes whom the owner named, else the next who fits. */
export async function swapped(
  ctx: In,
  state: SplitState,
  swap: Swap,
): Promise<{ state: SplitState; out: MemberKey[]; in: MemberKey[]; missing: number; notes: string[] }> {
  const facts = await factsOf(ctx)
  const known = new Map(facts.members.map(member => [member.key, member]))
  const fits = (member: Candidate | undefined): member is Candidate =>
    member !== undefined && mayBeSeed(member, ctx.config.seed.roles)
  const out = swap.out.filter(key => state.people[key]?.as === 'seed')
  const notes = swap.in
    .filter(key => !fits(known.get(key)))
    .map(key => ctx.text('swap.unfit', { name: ctx.member(key).name }))
  const next = [...swap.in, ...state.reserves.filter(key => !swap.in.includes(key))].flatMap(key => {
    const member = known.get(key)
    return fits(member) && !swap.out.includes(key) && !state.people[key] ? [member] : []
  })
  const comers = next.slice(0, Math.max(out.length, swap.in.length - notes.length))
  const leaves = new Set(swap.out)
  const enters = new Set(comers.map(({ key }) => key))
  // The list keeps its order: whoever comes in stands where the other stood.
  const waiting = [...comers]
  const people = seedsOf(state).flatMap(([key, person]) => {
    if (!leaves.has(key)) return [[key, person] as const]
    const comer = waiting.shift()
    return comer ? [[comer.key, asSeed(ctx, chosen(comer, facts))] as const] : []
  })
  for (const comer of waiting) people.push([comer.key, asSeed(ctx, chosen(comer, facts))])
  const { leader: before, ...rest } = state
  const leader =
    before !== undefined && !leaves.has(before) ? before : comers.find(({ offer }) => offer === 'lead')?.key
  const after: SplitState = {
    ...rest,
    ...(leader === undefined ? {} : { leader }),
    people: Object.fromEntries(people),
    // Whom the owner took out is not the next to come in.
    reserves: state.reserves.filter(key => !enters.has(key) && !leaves.has(key)),
    movers: state.movers.filter(key => !enters.has(key)),
  }
  return { state: after, out, in: [...enters], missing: Math.max(0, out.length - comers.length), notes }
}
