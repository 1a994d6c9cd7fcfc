import { BOT, type Ctx, type MemberView, type Millis } from '../../../src/kernel/plugin.js'
import type { RulesConfig } from '../config.js'
import type { CardReader } from './reader.js'

export type In = Ctx<RulesConfig>

/**
 * What the rule has to do with somebody. apart: exempt, there before the bot, or gone. right: his card is in shape. alone:
 * nothing is asked of him now (he cannot be told apart, claims to be somebody else, or has no name that could be read).
 * settled: out of shape, but he was in the community before he came here, and only the owner hears of it. out: his card is
 * out of shape.
 */
export type CardStanding = 'apart' | 'right' | 'alone' | 'settled' | 'out'

/** Who was in the community for longer than this when he came into the room is no newcomer in it. */
const DAY: Millis = 86_400_000

export function standingOf(ctx: In, view: MemberView, reader: CardReader): CardStanding {
  if (!view.present || view.before || isExempt(ctx, view)) return 'apart'
  if (view.unsure || view.card.trim() === '') return 'alone'
  const reading = reader.read(view.card)
  if (reading.ok) return 'right'
  if (reading.faults.includes('authority')) return 'alone'
  if (ctx.books.impostors.in(ctx.community).some(({ member }) => member === view.key)) return 'alone'
  return view.joinedAt - view.memberSince >= DAY ? 'settled' : 'out'
}

export function isExempt({ config }: In, { key, role }: MemberView): boolean {
  return key === BOT || role === 'operator' || (config.nameCard.exempt as readonly string[]).includes(role)
}
