import { plainLine } from '../../../src/kernel/plugin.js'
import { answerFrom } from '../rooms.js'
import type { In } from '../topic.js'
import { type Asked, placesOf, whichTopics } from './asked.js'
import { type Excerpt, pin, quotable } from './excerpts.js'
import { quotedMember } from './hearing.js'

// 精华: a line that an admin wants in the minutes, whatever the bot thinks of it. Its author's 不收录 weighs more.

export async function pinLine(ctx: Asked, what = ''): Promise<void> {
  const quote = ctx.message.parts.find(part => part.kind === 'quote')
  if (!quote && what === '') return ctx.decline(ctx.text('pinUsage'))
  const [place] = await whichTopics({ phases: ['open', 'closed'], rooms: placesOf(ctx, 'admin') })
  if (!place) return ctx.decline(ctx.text('minutesNoTopic'))
  const { at, topic } = place
  const lines = [...(await quotable(at, topic.id))].sort(([, a], [, b]) => a.at - b.at)
  let found: [string, Excerpt] | undefined
  if (quote) found = lineLike(lines, quote.text, quotedMember(at, ctx.message))
  else {
    const name = what.replace(/^[@＠]/, '').trim()
    const called = at.find(name)
    if (called.length === 0) found = lineLike(lines, what)
    else {
      // Of several of one name the bot asks which; where that is another room than this one, it takes nobody.
      const member =
        at.room.key === ctx.room.key ? await ctx.whichOf(name) : called.length === 1 ? called[0] : undefined
      if (!member) return
      found = lines.findLast(([, excerpt]) => excerpt.member === member.key)
    }
  }
  if (!found || !(await pin(at.store, topic.id, found[0], ctx.now()))) return ctx.decline(ctx.text('pinNotKept'))
  await ctx.reply(await answerFrom(ctx, at, ctx.text('pinDone', { name: nameOf(at, found[1]) })))
}

/** The last line of these words, or that begins with them (phones cut quotes), or holds them. */
function lineLike(lines: readonly [string, Excerpt][], words: string, member?: string): [string, Excerpt] | undefined {
  const wanted = plainLine(words, LONGEST).replace(/[…\s]+$/u, '')
  if (wanted === '') return undefined
  const own = lines.filter(([, excerpt]) => member === undefined || excerpt.member === member)
  return (
    own.findLast(([, { text }]) => text === wanted) ??
    own.findLast(([, { text }]) => text.startsWith(wanted)) ??
    own.findLast(([, { text }]) => text.includes(wanted))
  )
}

const LONGEST = 300

function nameOf(ctx: In, { member }: Excerpt): string {
  return ctx.member(member).name
}
