import {
  atLeast,
  authoredText,
  type Ctx,
  definePart,
  FRESH,
  type MemberView,
  type MessageEvent,
} from '../../../src/kernel/plugin.js'
import { type RulesConfig, rulesConfig } from '../config.js'
import { countReport } from '../reports/count.js'
import { charge } from './charge.js'
import { checkTexts } from './check-texts.js'
import { complainedOf, isDealtWith, onlyOne } from './complaints.js'
import { detect, nameLooksLikeAd } from './detect.js'
import { type Judged, judge } from './judging.js'
import { countPromotion, isPromoTime, promoPeople, takePass } from './promo.js'
import { recentOf } from './recent.js'
import { adTexts } from './texts.js'

/** Ads out: what somebody wrote is judged, and what he is to the group decides what is done about it. */
export const adsPart = definePart(rulesConfig, {
  texts: {
    'zh-CN': { ...adTexts['zh-CN'], ...checkTexts['zh-CN'] },
    en: { ...adTexts.en, ...checkTexts.en },
  },
  unprintable: nameLooksLikeAd,
  on: {
    message: {
      async guard(ctx, message) {
        recentOf(ctx.store).forget(ctx.now())
        const text = authoredText(message.parts)
        // What comes in long after it was said (a client catching up) costs nobody anything.
        if (text === '' || ctx.now() - message.sentAt > FRESH) return undefined
        const member = ctx.member(message.member)
        if (atLeast(member.role, 'admin')) return undefined
        const judged = await judge(ctx, message, member, text)
        if (!judged) return undefined
        return recentOf(ctx.store).inTurn(member.key, async () => {
          const promotion = await promote(ctx, message, member, judged)
          if (promotion === 'welcome') return undefined
          if (promotion === 'told') return 'stop'
          const { verdict, rooms } = judged
          const opened = await charge(ctx, { member, verdict, text: judged.text, at: message.sentAt, rooms, own: text })
          return opened ? 'stop' : undefined
        })
      },

      /** Whoever quotes an ad to complain of it has reported its author, unless something was done about it already. */
      async activity(ctx, message) {
        const quoted = ctx.now() - message.sentAt > FRESH ? undefined : complainedOf(message)
        const accused = quoted && onlyOne(ctx.find(quoted.name))
        if (!quoted || accused === undefined || isDealtWith(ctx.casesOf(accused), quoted.text)) return
        const verdict = detect({ ...ctx.config.ads, text: quoted.text, who: 'newcomer' })
        if (verdict.verdict === 'clean') return
        const { member: reporter, sentAt: at } = message
        await countReport(ctx, { reporter, accused, at, quoted: quoted.text })
      },
    },
  },
  people: promoPeople,
})

/** Nothing that the law forbids is welcome at any time. */
const NEVER_WELCOME = 'shady-service'

/**
 * Whether this is promotion that is welcome now: an admin let him, or it is the time for it. Whoever promotes more often
 * than one person may is told so once; after that it is an ad like any other.
 */
async function promote(
  ctx: Ctx<RulesConfig>,
  { id, sentAt }: MessageEvent,
  member: MemberView,
  { verdict, newcomer }: Judged,
): Promise<'welcome' | 'told' | undefined> {
  if (await takePass(ctx, member.key, { at: sentAt, message: id })) return 'welcome'
  const { promo, ads } = ctx.config
  const shady = verdict.checks.some(({ name, hit }) => hit && name === NEVER_WELCOME)
  if (newcomer || shady || !isPromoTime(promo.when, sentAt, ctx.zone)) return undefined
  if (verdict.verdict === 'suspect') return 'welcome'
  const { count, per } = promo.perPerson
  if (await countPromotion(ctx, member.key, { at: sentAt, message: id, count, per })) return 'welcome'
  const told = ctx
    .casesOf(member.key)
    .some(known => known.kind === OFTEN && known.cause !== id && known.openedAt > sentAt - ads.strikeWindow)
  if (told || member.role === 'kol') return undefined
  await ctx.accuse({
    member: member.key,
    kind: OFTEN,
    reason: ctx.text('promoOften'),
    verdict,
    measure: 'remind',
    text: ctx.text('promoOftenRemind', { count }),
  })
  return 'told'
}

/** Cases of those who promoted more often than they may; no strikes for advertising. */
const OFTEN = 'promo'
