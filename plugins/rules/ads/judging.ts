import type { Case, Ctx, MemberView, MessageEvent, Verdict } from '../../../src/kernel/plugin.js'
import type { RulesConfig } from '../config.js'
import { isChain } from '../flood/said.js'
import { lessonsOf, recall } from '../learning/lessons.js'
import { isAlike } from './charge.js'
import { type Circumstances, weigh } from './circumstances.js'
import { detect, isPlain } from './detect.js'
import { AD, isNewcomer } from './ladder.js'
import { type Sketch, sketchOf } from './likeness.js'
import { joinLines, recentOf, type Spread } from './recent.js'

/** A text of somebody's that is no chat. */
export interface Judged {
  verdict: Verdict
  /** What was judged: of a newcomer it may be several lines. */
  text: string
  newcomer: boolean
  /** In how many rooms he said the same within a minute. */
  rooms: number
}

/**
 * What a message is in its place: its own words, who says them, what he said just before, what was taught here. Undefined
 * for what is no ad and not suspect, as nearly everything.
 */
export async function judge(
  ctx: Ctx<RulesConfig>,
  { id, sentAt }: Pick<MessageEvent, 'id' | 'sentAt'>,
  member: MemberView,
  text: string,
): Promise<Judged | undefined> {
  const { ads } = ctx.config
  const newcomer = isNewcomer({ member, now: sentAt, newcomer: ads.newcomer })
  const lessons = await lessonsOf(ctx)
  const plain = isPlain(text, ads)
  if (plain && !newcomer && !lessons.some(({ kind }) => kind === 'ad')) return undefined
  const recent = recentOf(ctx.store)
  const seen = (sketch: Sketch) => recent.spread({ sketch, member: member.key, room: ctx.room.key, at: sentAt })
  const sketch = sketchOf(text)
  // A chain is copied by everybody who joins it.
  const spread = newcomer && !isChain(text) ? seen(sketch) : alone

  const read = (words: string, sketch: Sketch, pieces: number): Judged | undefined => {
    const recalled = recall(lessons, sketch)
    if (recalled?.lesson.kind !== 'ad' && (pieces === 1 ? plain : isPlain(words, ads))) return undefined
    const around: Circumstances = {
      sentAt,
      pieces,
      length: words.length,
      recalled,
      again:
        !newcomer && ctx.casesOf(member.key).some(known => stillCounts(known, ctx, sentAt) && isAlike(known, words)),
      ...(newcomer ? { newcomer: { joinedAt: member.joinedAt, card: member.card, spread } } : {}),
    }
    const verdict = weigh(detect({ ...ads, text: words, who: whoIs(member, newcomer) }), around, ads)
    return verdict.verdict === 'clean' ? undefined : { verdict, text: words, newcomer, rooms: spread.roomsNow }
  }

  const own = read(text, sketch, 1)
  if (!newcomer) return own && own.verdict.verdict === 'ad' ? { ...own, rooms: seen(sketch).roomsNow } : own
  const lines = recent.lines(ctx.room.key, member.key, { id, text, at: sentAt })
  if (own?.verdict.verdict === 'ad' || lines.length < 2) return own
  const words = joinLines(lines)
  const whole = read(words, sketchOf(words), lines.length)
  return whole && (!own || whole.verdict.score > own.verdict.score) ? whole : own
}

const alone: Spread = { rooms: 1, roomsNow: 1, others: 0 }

function stillCounts({ kind, status, openedAt }: Case, ctx: Ctx<RulesConfig>, at: number): boolean {
  return kind === AD && status !== 'undone' && status !== 'dismissed' && openedAt > at - ctx.config.ads.strikeWindow
}

/** How `detect` calls him. */
function whoIs({ role }: MemberView, newcomer: boolean): 'newcomer' | 'member' | 'trusted' {
  if (role === 'trusted' || role === 'kol') return 'trusted'
  return newcomer ? 'newcomer' : 'member'
}
