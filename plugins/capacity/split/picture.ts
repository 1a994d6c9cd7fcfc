import { type Board, type Ctx, type MemberKey, sha256 } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { type Sketch, seedsOf } from './sketch.js'
import type { SplitState } from './state.js'
import { timeText } from './wording.js'

type In = Ctx<CapacityConfig>

/** Rows of the picture: every seed, and as many of those who might move as there is space for (a picture draws thirty). */
const ROWS = 24
const FEWEST_MOVERS = 6

/** Sends the owner the picture beside the words that he gets, of each version of a plan once; to a friend alone. */
export async function sendPicture(ctx: In, owner: MemberKey, state: SplitState): Promise<void> {
  if (!ctx.member(owner).friend) return
  const { number, topic, until } = state
  const version = sha256(JSON.stringify([topic, until, seedsOf(state).map(([key]) => key)])).slice(0, 12)
  const once = `picture|${number}|${owner}|${version}`
  await ctx.act({ act: 'file', member: owner, ...planPicture(ctx, state) }, { once })
}

/** The plan as one picture: who goes, who might move, and why; a bar is as long as somebody's talk of the last month. */
function planPicture(ctx: In, state: SplitState): { name: string; content: Board } {
  const { text } = ctx
  const seeds = seedsOf(state)
  const most = Math.max(1, ...seeds.map(([, { messages }]) => messages))
  const movers = state.movers.slice(0, Math.max(FEWEST_MOVERS, ROWS - seeds.length))
  const rows = [
    ...seeds.map(([key, { why, messages, days }]) => ({
      label: text('picture.seed', {
        name: ctx.member(key).name,
        why: why.map(each => text(`short.${each}`)).join('·'),
      }),
      value: messages > 0 ? text('picture.messages', { messages }) : days > 0 ? text('picture.days', { days }) : '',
      share: messages / most,
    })),
    ...movers.map(key => ({ label: text('picture.mover', { name: ctx.member(key).name }), value: '', share: 0 })),
  ]
  const content: Board = {
    title: text('plan.head', { number: state.number, room: ctx.room.name }),
    subtitle: subtitleOf(ctx, state),
    figures: [
      { value: String(state.size), label: text('picture.now', { cap: state.cap }) },
      { value: String(seeds.length), label: text('picture.seeds') },
      { value: String(state.toMove), label: text('picture.toMove') },
      { value: `${Math.max(0, state.size - state.toMove)}`, label: text('picture.left') },
    ],
    rows,
    note: text('picture.note', { until: timeText(ctx, state.until) }),
  }
  return { name: text('picture.file', { number: state.number }), content }
}

function subtitleOf({ text }: In, { topic, prepared, toSize }: Sketch): string {
  return text(prepared ? 'plan.prepared' : 'plan.new', { topic, size: toSize })
}
