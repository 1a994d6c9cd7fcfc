import { type LaidValue, type MemberKey, type Millis, plainLine, type Store } from '../../../src/kernel/plugin.js'
import { type In, stageOf } from '../stage/life.js'
import type { Stage } from '../stage/stages.js'
import { bandOf, dueRules, joined, type Rule } from './rules.js'

/** The owner has this long to answer, in waking time; silence leaves everything as it is. */
const PATIENCE: Millis = 3 * 86_400_000
/** So much of a value is shown. */
const SHOWN = 40

/** What holds of the rules, and what was said of them while they are due. */
export interface Held {
  /** The band the group was in last, by its lower bound. */
  band?: number
  rules: readonly (Rule & { at: Millis })[]
  /** Rule → by which run its owner was asked, and that he does not want it. */
  asked: Readonly<Record<string, string>>
}

/** `rules` hash with the row `now`, as long as the room is kept. */
const heldIn = (store: Store) => store.hash<Held>('rules')
export const heldOf = async (ctx: In): Promise<Held> =>
  (await heldIn(ctx.lasting).get('now')) ?? { rules: [], asked: {} }
const change = (ctx: In, how: (held: Held) => Held) =>
  heldIn(ctx.lasting).update('now', held => how(held ?? { rules: [], asked: {} }))

/** Takes away what the group's stage or size has left behind, and asks its owner about one that it came into. */
export async function considerRules(ctx: In, stage: Stage | undefined): Promise<void> {
  if (ctx.mode === 'observe') return
  const { band: known, rules, asked } = await heldOf(ctx)
  const band = bandOf(ctx.config, ctx.room.size, known)
  const due = dueRules(ctx.config, stage, band)
  const isDue = (key: string) => due.some(rule => rule.key === key)
  const gone = rules.filter(({ key }) => !isDue(key))
  if (gone.length > 0) await takeAway(ctx, gone, rules)
  // Whoever has not answered need not any more.
  for (const key of Object.keys(asked)) if (!isDue(key)) await ctx.unask(`health|${ctx.room.key}|rules|${key}|`)
  await change(ctx, held => ({
    ...(band === undefined ? {} : { band }),
    rules: held.rules.filter(({ key }) => isDue(key)),
    asked: Object.fromEntries(Object.entries(held.asked).filter(([key]) => isDue(key))),
  }))
  const next = due.find(({ key }) => !rules.some(rule => rule.key === key) && (asked[key] ?? ctx.cause) === ctx.cause)
  // One at a time: with two questions open a bare number is none.
  if (next) await ask(ctx, next)
}

async function takeAway(ctx: In, gone: Held['rules'], rules: Held['rules']): Promise<void> {
  await ctx.overlay(joined(rules.filter(({ key }) => !gone.some(rule => rule.key === key))))
  const [owner] = ctx.staff('owner')
  if (owner === undefined) return
  for (const rule of gone) {
    const text = ctx.text('stageRules.left', { topic: ctx.room.name, what: nameOf(ctx, rule) })
    await ctx.tell(owner, text, { once: `rules-left|${ctx.room.key}|${rule.key}|${rule.at}` })
  }
}

async function ask(ctx: In, rule: Rule): Promise<void> {
  const [owner] = ctx.staff('owner')
  const changes = changesOf(ctx, rule)
  if (owner === undefined || changes.length === 0) return
  await ctx.ask({
    id: `health|${ctx.room.key}|rules|${rule.key}|${ctx.cause}`,
    to: [owner],
    text: ctx.text('stageRules.ask', {
      topic: ctx.room.name,
      what: nameOf(ctx, rule),
      list: changes.map(each => changeText(ctx, each)).join('\n'),
    }),
    options: [ctx.text('stageRules.leave'), ctx.text('stageRules.change')],
    about: 'stage-rules',
    data: { key: rule.key },
    expires: ctx.awakeAfter(PATIENCE),
    ownReply: true,
  })
  await change(ctx, held => ({ ...held, asked: { ...held.asked, [rule.key]: ctx.cause } }))
}

/** The owner agreed: it holds while the group is what it was asked about. */
export async function agree(ctx: In, key: string, by: MemberKey): Promise<void> {
  const staged = await stageOf(ctx)
  const { band, rules } = await heldOf(ctx)
  const rule = dueRules(ctx.config, staged?.stage, bandOf(ctx.config, ctx.room.size, band)).find(due => due.key === key)
  if (!rule) return ctx.tell(by, ctx.text('stageRules.late', { topic: ctx.room.name }), { id: 'late', manner: 'reply' })
  const held = rules.filter(each => each.key !== key)
  const list = changesOf(ctx, rule).map(each => changeText(ctx, each))
  await ctx.overlay(joined([...held, rule]))
  await change(ctx, known => ({
    ...known,
    rules: [...known.rules.filter(each => each.key !== key), { ...rule, at: ctx.now() }],
  }))
  const text = ctx.text('stageRules.done', { topic: ctx.room.name, what: nameOf(ctx, rule), list: list.join('\n') })
  await ctx.tell(by, text, { id: 'done', manner: 'reply' })
}

/** What a rule would change now; what the plugins do not understand is left out. */
function changesOf(ctx: In, { settings }: Rule): LaidValue[] {
  return ctx.changesBy(settings).filter(each => each.fits && shown(each.now) !== shown(each.next))
}

/** Those of its values that no plugin understands. */
export function misfitsOf(ctx: In, { settings }: Rule): string[] {
  return ctx.changesBy(settings).flatMap(({ fits, plugin, key }) => (fits ? [] : [`${plugin}.${key}`]))
}

export function nameOf(ctx: In, { of }: Rule): string {
  return 'stage' in of
    ? ctx.text('stageRules.stage', { stage: of.stage })
    : ctx.text('stageRules.band', { from: of.from })
}

/** `capacity.cap：200 → 150`. */
export function changeText(ctx: In, { plugin, key, now, next }: LaidValue): string {
  const values = { key: `${plugin}.${key}`, now: shown(now), next: shown(next) }
  return ctx.text(values.now === values.next ? 'stageRules.same' : 'stageRules.line', values)
}

function shown(value: unknown): string {
  if (value === undefined) return '—'
  return plainLine(typeof value === 'string' ? value : JSON.stringify(value), SHOWN)
}
