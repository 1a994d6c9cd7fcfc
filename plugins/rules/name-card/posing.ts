import type { MemberView } from '../../../src/kernel/plugin.js'
import { charge } from '../ads/charge.js'
import { AD, isNewcomer } from '../ads/ladder.js'
import { readCard, shownCard } from './read-card.js'
import { readerOf } from './reader.js'
import type { In } from './standing.js'

/** Where a room has no rule for cards, a name is still a name. */
const nameOnly = '{姓名}'

/**
 * What a new name says beside its shape: who claims to be an authority is put to the owner, who advertises in it goes the
 * way of a suspect. Once a name; nobody is removed by it.
 */
export async function judgeName(ctx: In, view: MemberView, how: 'came' | 'changed'): Promise<void> {
  const reader = readerOf(ctx.config.nameCard.pattern) ?? readerOf(nameOnly)
  if (!reader || !view.present || view.unsure || view.role === 'admin' || view.role === 'owner') return
  const reading = readCard(view.card, reader.pattern)
  if (reading.ok) return
  if (reading.faults.includes('authority')) await putToOwner(ctx, view, how, shownCard(view.card, reader.pattern))
  else if (reading.faults.includes('ad')) await chargeAd(ctx, view)
}

async function putToOwner(ctx: In, { key }: MemberView, how: 'came' | 'changed', card: string): Promise<void> {
  const evidence = ctx.text(how === 'came' ? 'cardCame' : 'cardTook', { card })
  const known = ctx.casesOf(key).filter(({ kind, status }) => kind === 'authority' && status !== 'done')
  // One question at a time; who was let pass under a name is let pass under it.
  if (known.some(each => each.status === 'open' || each.status === 'acting' || each.evidence?.endsWith(`「${card}」`)))
    return
  await ctx.accuse({
    member: key,
    name: ctx.text('cardPoser'),
    reason: ctx.text('cardPoses'),
    evidence,
    kind: 'authority',
    measure: 'owner',
    as: 'impostor',
  })
}

async function chargeAd(ctx: In, member: MemberView): Promise<void> {
  const now = ctx.now()
  const { suspectAt, newcomer } = ctx.config.ads
  const text = member.card
  if (isNewcomer({ member, now, newcomer })) {
    const check = { name: 'name-card', hit: true, score: suspectAt, evidence: text.slice(0, 60) }
    await charge(ctx, { member, verdict: { verdict: 'suspect', score: suspectAt, checks: [check] }, text, at: now })
    return
  }
  // Who was there before the bot, or is trusted, is nobody's newcomer and needs no word about his name.
  if (member.role !== 'member' || member.before) return
  const reminded = ctx.casesOf(member.key).some(({ kind, evidence }) => kind === AD && evidence === text)
  if (reminded) return
  await ctx.accuse({
    member: member.key,
    reason: ctx.text('ad'),
    kind: AD,
    evidence: text,
    measure: 'remind',
    text: ctx.text('cardAd'),
  })
}
