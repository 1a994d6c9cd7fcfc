import {
  args,
  atLeast,
  authoredText,
  BOT,
  caseNumber,
  dateOf,
  definePlugin,
  FRESH,
  type MemberView,
  person,
  rest,
} from '../../src/kernel/plugin.js'
import { detect, isPlain, nameLooksLikeAd } from './ads/detect.js'
import { isNewcomer, measureFor } from './ads/ladder.js'
import { rulesConfig } from './config.js'
import { texts } from './texts.js'

/** What may be said, and who may stay: ads out, removal by hand, and the way back. */
export default definePlugin({
  name: 'rules',
  config: rulesConfig,
  texts,
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
    async joined(ctx, event) {
      for (const key of event.members) {
        const until = ctx.books.blocks.blockedUntil(ctx.community, key, ctx.now())
        if (until === undefined) continue
        const { name } = ctx.member(key)
        await ctx.accuse({ member: key, reason: ctx.text('barred'), measure: 'remove' })
        if (event.by === undefined || event.by === BOT) continue
        const date = dateOf(until, ctx.zone)
        await ctx.tell(event.by, ctx.text('barredBy', { name, date }), { id: `barred|${key}` })
      }
    },
  },
  commands: [
    {
      names: ['踢', 'kick'],
      who: 'admin',
      in: 'room',
      help: '移出某人',
      order: 20,
      args: args({ who: person(), reason: rest({ optional: true, name: '原因' }) }),
      example: '/踢 @张伟 发广告',
      async run(ctx, { who, reason }) {
        const member = await ctx.whichOf(who)
        if (!member) return
        if (member.key === BOT || atLeast(member.role, 'admin')) {
          await ctx.decline(ctx.text('notThem', { name: member.name }))
          return
        }
        await ctx.accuse({
          member: member.key,
          reason: reason?.slice(0, 20) ?? ctx.text('byHand'),
          measure: 'remove',
          blockFor: ctx.config.ads.blockFor,
          by: ctx.caller.key,
        })
      },
    },
    {
      names: ['误判', 'undo'],
      who: 'admin',
      in: 'anywhere',
      help: '撤销一次误判',
      order: 21,
      args: args({ number: caseNumber() }),
      example: '/误判 K12',
      async run(ctx, { number }) {
        const undone = await ctx.undo(number, ctx.caller.key)
        if (!undone.ok) {
          await ctx.reply(ctx.text(undone.why === 'unknown' ? 'unknown' : 'already', { number }))
          return
        }
        const next = undone.gone ? ctx.text(undone.invited ? 'invited' : 'byOthers') : ''
        await ctx.reply(ctx.text('undone', { number, name: undone.case.name, next }))
      },
    },
    {
      names: ['为什么', 'why'],
      who: 'admin',
      in: 'anywhere',
      help: '看一次判断的理由',
      order: 22,
      args: args({ number: caseNumber() }),
      example: '/为什么 K12',
      record: 'never',
      async run(ctx, { number }) {
        const known = ctx.case(number)
        if (!known) {
          await ctx.reply(ctx.text('unknown', { number }))
          return
        }
        const hits = known.verdict?.checks.filter(check => check.hit) ?? []
        const checks = hits
          .map(({ name, score, evidence }) =>
            ctx.text('whyCheck', { name, score, evidence: evidence ? `「${evidence}」` : '' }),
          )
          .join('\n')
        const verdict = known.verdict
          ? ctx.text('whyScore', { score: known.verdict.score, checks })
          : ctx.text('whyByHand')
        const { name, reason } = known
        const status = ctx.text(`status.${known.status}`)
        await ctx.whisper(ctx.text('why', { number, name, reason, status, verdict }), `${number} ${reason}`)
      },
    },
  ],
})

const HOUR = 3_600_000
/** Evidence is an excerpt, not an archive. */
const EVIDENCE = 500

function whoIs({ role }: MemberView, newcomer: boolean): 'newcomer' | 'member' | 'trusted' {
  if (role === 'trusted' || role === 'kol') return 'trusted'
  return newcomer ? 'newcomer' : 'member'
}
