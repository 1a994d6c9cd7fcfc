import { definePart, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
import { vitalsOf } from '../checkup/vitals.js'
import { healthConfig } from '../config.js'
import { bornSeen, type In, noteHeard } from '../stage/life.js'
import { checklist } from './list.js'
import { texts } from './texts.js'

const DAY: Millis = 86_400_000
/** A checklist so late is none any more: the bot was away. */
const LATE: Millis = 2 * DAY
/** A group that had no more people than this when the bot came is one that begins. */
const FEW = 29

/** `checkpoints` hash day → when the owner got his list, as long as the room is kept. */
const doneIn = (store: Store) => store.hash<Millis>('checkpoints')

/** On a few days of a new group its owner gets a short checklist in private, each once. */
export const checkpointsPart = definePart(healthConfig, {
  texts,
  jobs: { checkpoint: { data: z.object({ day: z.number(), due: z.number() }), run: tellOwner } },
  on: { configured: schedule },
})

/** Sets the days that are still to come; set again they are where they were. */
async function schedule(ctx: In): Promise<void> {
  const born = bornSeen(ctx, await noteHeard(ctx), FEW)
  if (born === undefined || ctx.mode === 'observe') return
  const done = await doneIn(ctx.lasting).all()
  for (const day of new Set(ctx.config.checkpoints)) {
    const due = born + day * DAY
    if (done.has(String(day)) || ctx.now() - due > LATE) continue
    await ctx.later('checkpoint', { day, due }, due, { id: `checkpoint|${day}` })
  }
}

async function tellOwner(ctx: In, { day, due }: { day: number; due: Millis }): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner === undefined || ctx.now() - due > LATE || !ctx.config.checkpoints.includes(day)) return
  if ((await doneIn(ctx.lasting).get(String(day))) !== undefined) return
  const vitals = await vitalsOf(ctx)
  const { people, active } = vitals
  const lines = checklist(day, vitals).map(({ item, done }) =>
    ctx.text(done ? 'checkpoint.done' : 'checkpoint.open', {
      what: ctx.text(`checkpoint.${item}`, { people, active }),
    }),
  )
  const head = ctx.text('checkpoint.head', { topic: ctx.room.name, day })
  // First said, then noted: by its id it is said once.
  await ctx.tell(owner, [head, ...lines].join('\n'), { once: `checkpoint|${ctx.room.key}|${day}` })
  await doneIn(ctx.lasting).setNew(String(day), ctx.now())
}
