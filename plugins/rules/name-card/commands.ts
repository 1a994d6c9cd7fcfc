import type { CommandCtx } from '../../../src/kernel/plugin.js'
import type { RulesConfig } from '../config.js'
import { type AcrossRooms, cardElsewhere } from './elsewhere.js'
import { outOfShape } from './lists.js'
import { fillPattern } from './pattern.js'
import { type CardReader, readerOf } from './reader.js'
import { listTexts, ownText, sampleCard } from './wording.js'

type Asked = CommandCtx<RulesConfig>

/** A look takes this long; then it is told whether a card is right. */
const LOOK_TAKES = 3_000

/** `/名片`: whether one's own card is right. One that is not may have been changed just now: the room is looked at first. */
export async function showOwn(ctx: Asked): Promise<void> {
  const reader = await readerFor(ctx)
  if (!reader) return
  const { key, card } = ctx.caller
  if (reader.read(card).ok) return ctx.reply(ctx.text('cardRight'))
  ctx.look()
  const data = { member: key, private: ctx.private }
  await ctx.later('cardAnswer', data, ctx.now() + LOOK_TAKES, { id: `card-answer|${key}` })
}

/** Tells somebody who asked how his card should read. */
export async function answerOwn(
  ctx: AcrossRooms & Pick<Asked, 'config' | 'text' | 'dm' | 'say'>,
  { member, private: inPrivate }: { member: string; private: boolean },
): Promise<void> {
  const reader = readerOf(ctx.config.nameCard.pattern)
  if (!reader) return
  const text = ownText(ctx, reader, ctx.member(member).card, cardElsewhere(ctx, reader, member))
  if (inPrivate) await ctx.dm(member, text, { manner: 'reply', id: 'card-answer' })
  else await ctx.say(text, { manner: 'reply', id: 'card-answer', mentions: [member] })
}

/** `/名片检查`: everybody out of shape, for whoever asks, alone. */
export async function showAll(ctx: Asked): Promise<void> {
  const reader = await readerFor(ctx)
  if (!reader) return
  const people = outOfShape(ctx, reader)
  const [first, ...others] = listTexts(ctx, reader, people)
  if (people.length === 0 || first === undefined) return ctx.reply(ctx.text('cardListNone'))
  await ctx.whisper(first, ctx.text('cardListShort', { count: people.length }))
  if (!ctx.private && !ctx.caller.friend) return
  for (const [index, text] of others.entries()) {
    await ctx.dm(ctx.caller.key, text, { manner: 'reply', id: `card-check${index}` })
  }
}

/** `/名片 整队`: one message to the room, and nobody is named. */
export async function callToOrder(ctx: Asked): Promise<void> {
  const reader = await readerFor(ctx)
  if (!reader) return
  const pattern = fillPattern(reader.pattern, [])
  await ctx.say(ctx.text('cardAll', { pattern, example: sampleCard(reader) }), { id: 'card-all' })
  if (ctx.quietUntil() !== undefined) await ctx.reply(ctx.text('cardAllLater'))
  else if (ctx.private) await ctx.reply(ctx.text('cardAllSaid'))
}

async function readerFor(ctx: Asked): Promise<CardReader | undefined> {
  const reader = readerOf(ctx.config.nameCard.pattern)
  if (!reader) await ctx.reply(ctx.text('cardOff'))
  return reader
}
