import { atLeast, authoredText, definePart, FRESH, type MemberView } from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { detect, isPlain, nameLooksLikeAd } from './detect.js'
import { isNewcomer, measureFor } from './ladder.js'

/** Ads out: what somebody wrote is judged, and what he is to the group decides what is done about it. */
export const adsPart = definePart(rulesConfig, {
  unprintable: nameLooksLikeAd,
  on: {
    message: {
      async guard(ctx, message) {
        const text = authoredText(message.parts)
        // What comes in long after it was said (a client catching up) costs nobody anything.
        if (text === '' || ctx.now() - message.sentAt > FRESH) return
        const { ads } = ctx.config
        if (isPlain(text, ads)) return
        const member = ctx.member(message.member)
        if (atLeast(member.role, 'admin')) return
        const newcomer = isNewcomer({ member, now: message.sentAt, newcomer: ads.newcomer })
        const verdict = detect({ ...ads, text, who: whoIs(member, newcomer) })
        if (verdict.verdict === 'clean') return
        const cases = ctx.casesOf(member.key).filter(known => known.status !== 'undone' && known.status !== 'dismissed')
        // One offender, one punishment: what else he wrote before he was gone belongs to the same incident.
        // A removal that WeChat refused is tried again when he goes on after an hour.
        const inHand = ({ status, code, openedAt }: (typeof cases)[number]) =>
          status === 'acting' || (status === 'open' && (code === undefined || message.sentAt - openedAt < HOUR))
        if (cases.some(known => known.room === ctx.room.key && inHand(known))) return 'stop'
        const strikes = cases.filter(known => known.openedAt > message.sentAt - ads.strikeWindow).length
        const measure = measureFor({
          member,
          verdict: verdict.verdict,
          strikes,
          now: message.sentAt,
          newcomer: ads.newcomer,
          limit: ads.strikes,
        })
        if (!measure) return
        await ctx.accuse({
          member: member.key,
          reason: ctx.text('ad'),
          verdict,
          evidence: text.slice(0, EVIDENCE),
          measure,
          blockFor: ads.blockFor,
          ...(measure === 'remind' || measure === 'warn'
            ? { text: ctx.text(measure === 'remind' ? 'adRemind' : 'adWarn') }
            : {}),
        })
        return 'stop'
      },
    },
  },
})

const HOUR = 3_600_000
/** Evidence is an excerpt, not an archive. */
const EVIDENCE = 500

function whoIs({ role }: MemberView, newcomer: boolean): 'newcomer' | 'member' | 'trusted' {
  if (role === 'trusted' || role === 'kol') return 'trusted'
  return newcomer ? 'newcomer' : 'member'
}
