import {
  type Board,
  type CommandCtx,
  dateOf,
  type MemberView,
  roomsCalled,
  roomsOfCaller,
} from '../../../src/kernel/plugin.js'
import { laddered, type MembersConfig, type Stage } from '../config.js'
import { type In, membersOf, placeName } from '../people.js'
import { dayText } from '../wording.js'
import { type Funnel, funnelOf } from './funnel.js'
import { walkersOf, wayOfMember } from './walkers.js'
import { type Move, standsAt } from './way.js'

type Asked = CommandCtx<MembersConfig>

/** How the shipped config calls the first stage; an operator's own word for it is printed as he wrote it. */
const FIRST = '新人'
/** So many who stopped are named. */
const NAMED = 10
/** Rooms named to whoever typed the name of none. */
const ROOMS = 5

/** Where somebody stands and how he came there, to the admin alone. */
export async function showWay(ctx: Asked, member: MemberView): Promise<void> {
  const stages = laddered(ctx.config.stages)
  const way = await wayOfMember(ctx, member)
  const lines = way.map(move => moveText(ctx, stages, move))
  const head = ctx.text('stage.now', { name: member.name, stage: stages[standsAt(way)]?.name ?? '' })
  await ctx.whisper([head, ...lines].join('\n'), ctx.text('stage.befriend'))
}

function moveText(ctx: Asked, stages: readonly Stage[], { from, to, at, by }: Move): string {
  const stage = stages[to]?.name ?? ''
  const day = dayText(ctx, at)
  if (typeof by !== 'object') return ctx.text('stage.move', { day, stage, why: ctx.text(`stage.by.${by}`) })
  const name = by.hand.by === '' ? ctx.text('stage.somebody') : ctx.member(by.hand.by).name
  return ctx.text('stage.moveByHand', { day, from: stages[from ?? 0]?.name ?? '', stage, name })
}

/**
 * How many stand where, how many moved on this week, who stopped: in private, in words and as a picture. It is of a whole
 * community: a room that is named says which, of several.
 */
export async function showFunnel(ctx: Asked, { room }: { room: string | undefined }): Promise<void> {
  const at = room === undefined ? ctx : await placeNamed(ctx, room)
  if (!at) return
  const { config, text } = at
  const { caller } = ctx
  const stages = laddered(config.stages)
  const walkers = await walkersOf(at)
  if (walkers.length === 0) return ctx.whisper(text('funnel.nobody'), text('stage.befriend'))
  const funnel = funnelOf(walkers, { stages, now: ctx.now(), stalledDays: config.stalledDays })
  const lines = [
    text('funnel.head', { place: placeName(at), count: walkers.length }),
    ...stages.map((stage, place) => {
      const moved = funnel.moved[place] ?? 0
      const values = { stage: standName(at, stage), count: funnel.standing[place] ?? 0, moved }
      return text(moved > 0 ? 'funnel.lineMoved' : 'funnel.line', values)
    }),
    ...stalledLines(at, stages, funnel),
  ]
  await ctx.whisper(lines.join('\n'), text('stage.befriend'))
  if (!caller.friend) return
  // WeChat locks accounts that send many pictures: one a day and person, the words say the same.
  const date = dateOf(ctx.now(), at.zone)
  const action = { act: 'file', member: caller.key, name: text('funnel.file', { date }) } as const
  const content = picture(at, stages, funnel, walkers.length)
  await ctx.act({ ...action, content }, { once: `funnel|${at.community}|${caller.key}|${date}`, manner: 'reply' })
}

/** A room of the caller's; undefined where none is called so, or several are: that was said. */
async function placeNamed(ctx: Asked, typed: string): Promise<In | undefined> {
  const all = roomsOfCaller(ctx, 'admin')
  const called = roomsCalled(all, typed)
  // Rooms of one community have one funnel.
  const [one] = called
  if (one && called.every(({ community }) => community === one.community)) return one
  const shown = (one ? called : all).slice(0, ROOMS)
  const list = shown.map(({ room }) => `「${room.name}」`).join('')
  await ctx.decline(ctx.text(one ? 'funnel.several' : 'funnel.noRoom', { list, room: shown[0]?.room.name ?? '' }))
  return undefined
}

/** Whoever stands at the first stage may have come years ago: what he has not done yet is said, and not that he is new. */
function standName({ text }: In, { name, on }: Stage): string {
  return on === 'join' && name === FIRST ? text('funnel.unspoken') : name
}

function stalledLines(ctx: In, stages: readonly Stage[], { stalled, missed }: Funnel): string[] {
  const { text } = ctx
  const days = ctx.config.stalledDays
  if (missed.length === 0) return [text('funnel.noneStalled', { days })]
  const counts = stages.flatMap((stage, place) => {
    const count = stalled[place] ?? 0
    return count > 0 ? [text('funnel.stalledAt', { stage: standName(ctx, stage), count })] : []
  })
  const members = membersOf(ctx)
  const shown = missed.slice(0, NAMED)
  const groups = [...new Set(shown.map(({ stage }) => stage))].map(place => {
    const names = shown.flatMap(({ key, stage }) => (stage === place ? (members.get(key)?.name ?? []) : []))
    const step = text(`funnel.step.${stages[place]?.on ?? 'hand'}`)
    const stage = stages[place]
    return text('funnel.missed', { stage: stage ? standName(ctx, stage) : '', names: names.join('、'), step })
  })
  return [text('funnel.stalled', { days, list: counts.join('，') }), text('funnel.first'), ...groups]
}

function picture(ctx: In, stages: readonly Stage[], funnel: Funnel, people: number): Board {
  const { text, config } = ctx
  const most = Math.max(1, ...funnel.standing)
  return {
    title: text('funnel.title'),
    subtitle: placeName(ctx),
    figures: [
      { value: String(people), label: text('funnel.people') },
      { value: String(funnel.movers), label: text('funnel.moved') },
      { value: String(funnel.missed.length), label: text('funnel.quiet', { days: config.stalledDays }) },
    ],
    rows: stages.map((stage, place) => {
      const count = funnel.standing[place] ?? 0
      return { label: standName(ctx, stage), value: String(count), share: count / most }
    }),
    note: text('funnel.note'),
  }
}
