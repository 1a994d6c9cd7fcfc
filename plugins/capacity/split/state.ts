import { type Ctx, type MemberKey, type RoomKey, remembered, type Store, z } from '../../../src/kernel/plugin.js'

// One room becomes two. What is planned and what became of it is the state of one saga, `split`; who runs it from where is
// in `splits`. plan.ts proposes, decide/ is the owner's part, carry/ everything from his yes to the report. The command
// `/分群` is read in decide/command.ts, which hands 暂停, 继续 and 进度 on to carry/commands.ts (`carryCommands`). Who only wants
// to see how a split stands asks `openSplit` below.

/** Why somebody was chosen, as it is printed behind his name. */
export const reasons = [
  'leader',
  'kol',
  'volunteer',
  'active',
  'senior',
  'owner',
  'admin',
  'trusted',
  'silent',
] as const

/**
 * How far somebody is. planned: not asked yet. asked: a question waits. unreachable: no friend, asked in the room to become
 * one. yes: he goes (a mover: he moves). both: a mover who wants to be in both rooms. no: he stays. expired: he did not
 * answer. invited: a card was sent, or he is being added. arrived: he is in the new room. left: a mover who is out of the
 * old one, too. failed: he could not be brought in.
 */
export const steps = [
  'planned',
  'asked',
  'unreachable',
  'yes',
  'both',
  'no',
  'expired',
  'invited',
  'arrived',
  'left',
  'failed',
] as const
export type PersonStep = (typeof steps)[number]

const person = z.object({
  as: z.enum(['seed', 'mover']),
  step: z.enum(steps),
  /** Why he was chosen, the weightiest first. */
  why: z.array(z.enum(reasons)).default([]),
  /** Messages in the 30 days before the plan, days in the community: what the plan says of him. */
  messages: z.number().default(0),
  days: z.number().default(0),
  /** When he came to this step. */
  since: z.number(),
  /** A mover who said that he wants to be out of the old room: nobody else ever is taken out. */
  moves: z.boolean().default(false),
  /** The how manieth of all to answer he was; a leader's offer stands for a yes until he does. */
  answered: z.number().optional(),
  /** Since when he cannot be told apart: a login gave everybody another id, and he might be two people. */
  unsure: z.number().optional(),
})
export type Person = z.output<typeof person>

export const splitState = z.object({
  /** `P1` */
  number: z.string(),
  community: z.string(),
  /** The room that is full. */
  from: z.string(),
  /** People in it when the plan was made, the bot included; and when it was over. */
  size: z.number(),
  cap: z.number(),
  /** The new room: a kept one of the same community that has space (`prepared`), else one that is awaited. */
  to: z.string().optional(),
  topic: z.string(),
  prepared: z.boolean(),
  /** The name that it would have, did not another room go by it. */
  skipped: z.string().optional(),
  /** People in the new room when the plan was made: 0, or those of a prepared one. */
  toSize: z.number().default(0),
  madeAt: z.number(),
  /** Until when the owner may veto; it counts waking time. */
  until: z.number(),
  /** He wants it left as it is for now: his silence is no yes any more. */
  left: z.boolean().optional(),
  reminded: z.boolean().default(false),
  /** Who said 我来带. */
  leader: z.string().optional(),
  people: z.record(z.string(), person),
  /** Who is asked when seeds are missing, in this order; and who might move, in this order. */
  reserves: z.array(z.string()),
  movers: z.array(z.string()),
  /** How many are to leave the old room. */
  toMove: z.number(),
  paused: z.boolean().default(false),
  /** An admin paused it: while the owner is gone an admin may call it on again. */
  pausedByAdmin: z.boolean().optional(),
  /** Why it waits, where it waits for something other than people's answers: the key of a line, and its values. */
  waits: z.object({ line: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
  /** What was said and done once: `opening`, `report|2030-01-08` … */
  done: z.array(z.string()).default([]),
  /** What was decided: by the owner, or (`onSilence: proceed`) by his silence; `moot`: another cap leaves nothing to decide. */
  decided: z.enum(['yes', 'silence', 'no', 'moot']).optional(),
  /** Who was asked to decide; another owner is shown the plan anew. */
  asked: z.string().optional(),
  /** How it ended. */
  end: z.enum(['vetoed', 'moot', 'done', 'cancelled']).optional(),
  /** The card or seat that is on its way: the next one is posted when it was settled. */
  sending: z.object({ member: z.string(), at: z.number() }).optional(),
  /** Until when WeChat wants no further invitations, as far as was heard. */
  resting: z.number().optional(),
  /**
   * The new room, where it has to be made. asked: it is on its way. held: WeChat wants it later, `until` when. refused: not
   * at all. unseen: it may be there, and nobody has seen it. short: not two of those who go are friends. kept: it is there.
   */
  founding: z
    .object({
      is: z.enum(['asked', 'held', 'refused', 'unseen', 'short', 'kept']),
      try: z.number(),
      until: z.number().optional(),
      code: z.string().optional(),
      /** With whom it is made. */
      with: z.array(z.string()).optional(),
    })
    .optional(),
  /** The owner wants it to begin with those who said yes, fewer than `seed.min`. */
  few: z.boolean().default(false),
  /** How often the owner was asked what to do about missing seeds, and called it on again. */
  rounds: z.number().default(0),
  /** Movers were last asked on this day, so many. */
  asking: z.object({ date: z.string(), count: z.number() }).optional(),
  /** Since when somebody is looked for who leads. */
  leadSince: z.number().optional(),
  /** The hash of what the last evening's progress said: the same is not said again. */
  told: z.string().optional(),
})
export type SplitState = z.output<typeof splitState>

/**
 * Where a community's split stands. `decide`: the plan is the owner's. `lead`: he said yes, and somebody is to lead. `ask`:
 * seeds are asked. `open`: the new room is made or bound. `fill`: the seeds come in. `move`: members are asked whether they
 * move. `over`.
 */
export type SplitStep = 'decide' | 'lead' | 'ask' | 'open' | 'fill' | 'move'

/** Which split a community has, or had last. */
export interface SplitOf {
  /** Without the plugin's name: what `ctx.resumeSaga` takes. */
  saga: string
  number: string
  from: RoomKey
  state: 'open' | 'over'
  /** It was decided and is being carried out; into which room, once there is one. */
  carried?: boolean
  to?: RoomKey
  /** When it was over, and whether by a veto: a new plan comes seven days after that, or on command. */
  overAt?: number
  vetoed?: boolean
  /** It was stopped while it was carried out. */
  stopped?: boolean
  /** It was let fall because the cap became another. */
  moot?: boolean
}

/** `p:capacity:account:splits` hash community → SplitOf. Begun by compare-and-set: one split at a time a community. */
export const splitsOf = (ctx: Pick<Ctx, 'lasting'>) => remembered<SplitOf>(account(ctx), 'splits')

/**
 * Somebody said, before anybody was asked, that he would lead a new room (我来带2群) or go along (我去2群): the next plan takes
 * him first. carry/ writes it, plan.ts is given it; whoever came along or was let go of is taken out.
 */
export interface Offer {
  as: 'lead' | 'go'
  at: number
}

/** `p:capacity:account:offers` hash `community|member` → Offer. */
export const offersOf = (store: Store) => store.at('account').hash<Offer>('offers')

/** What plans of splits and prunings share in the account: `numbers` hash cause → P-number. */
export function account(ctx: Pick<Ctx, 'lasting'>): Store {
  return ctx.lasting.at('account')
}

/** Those of a split who are at one of these steps. */
export function those(state: SplitState, as: Person['as'], ...at: PersonStep[]): MemberKey[] {
  return Object.entries(state.people).flatMap(([member, person]) =>
    person.as === as && at.includes(person.step) ? [member] : [],
  )
}

/** The split that a community has now, and before which step it stands; undefined where it has none. */
export async function openSplit(
  ctx: Pick<Ctx, 'lasting' | 'sagaOf' | 'community'>,
): Promise<{ saga: string; step: SplitStep; state: SplitState } | undefined> {
  const known = await splitsOf(ctx).get(ctx.community)
  if (known?.state !== 'open') return undefined
  const record = await ctx.sagaOf(known.saga)
  if (!record || record.over) return undefined
  return { saga: known.saga, step: record.step as SplitStep, state: splitState.parse(record.state) }
}
