import {
  args,
  atLeast,
  BOT,
  type Case,
  type Ctx,
  caseNumber,
  definePart,
  person,
  rest,
} from '../../src/kernel/plugin.js'
import { checkCalled } from './ads/check-texts.js'
import { rulesConfig } from './config.js'
import { caseQuoted, learnFine, quotedIn } from './learning/teaching.js'
import { reconsider } from './statistics/doubts.js'

/** So much of what he wrote is shown to who asks why. */
const SHOWN = 200

/** What admins do themselves: remove somebody, ask why, take it back. */
export const byHandPart = definePart(rulesConfig, {
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
      args: args({ number: caseNumber({ optional: true }) }),
      example: '/误判 K12',
      async run(ctx, { number: typed }) {
        const quoted = typed === undefined ? quotedIn(ctx) : undefined
        const author = quoted && ctx.find(quoted.name)[0]
        const number = typed ?? (quoted && caseQuoted(ctx, quoted, author ? ctx.casesOf(author.key) : [])?.number)
        if (number === undefined) return ctx.decline(ctx.text('undoWhich'))
        const undone = await ctx.undo(number, ctx.caller.key)
        if (!undone.ok) {
          // What a person let go taught nothing yet.
          const learnt = undone.why === 'dismissed' && undone.case ? await learnFine(ctx, undone.case) : ''
          await ctx.reply(learnt || ctx.text(undone.why === 'unknown' ? 'unknown' : 'already', { number }))
          return
        }
        const next = undone.gone ? ctx.text(undone.invited ? 'invited' : 'byOthers') : ''
        const learnt = await learnFine(ctx, undone.case)
        const { room } = undone.case
        if (ctx.rooms().some(({ key }) => key === room)) await reconsider(ctx.at(room))
        await ctx.reply([ctx.text('undone', { number, name: undone.case.name, next }), learnt].join('').trim())
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
            ctx.text('whyCheck', { name: checkCalled(name, ctx), score, evidence: evidence ? `「${evidence}」` : '' }),
          )
          .join('\n')
        const judged = known.verdict
          ? ctx.text('whyScore', { score: known.verdict.score, checks })
          : ctx.text(whoseWord(known, ctx))
        const said = excerpt(known.evidence)
        const verdict = said === '' ? judged : `${ctx.text('whySaid', { said })}\n${judged}`
        const { name, reason } = known
        const status = ctx.text(`status.${outcomeOf(known)}`)
        await ctx.whisper(ctx.text('why', { number, name, reason, status, verdict }), `${number} ${reason}`)
      },
    },
  ],
})

/** By whom it was decided where nothing was scored: the line that says so. */
function whoseWord({ by }: Case, ctx: Pick<Ctx, 'member'>): string {
  if (by === undefined) return 'whyByRule'
  return atLeast(ctx.member(by).role, 'owner') ? 'whyByOwner' : 'whyByHand'
}

/** What people see of it: whoever was only spoken to was not removed. */
function outcomeOf({ status, measure, word }: Case): string {
  const spoken = measure === 'remind' || measure === 'warn' || word !== undefined
  return status === 'done' && spoken ? 'reminded' : status
}

/** Evidence in one line; none is left after its days. */
function excerpt(evidence = ''): string {
  const flat = [...evidence.replace(/\s+/g, ' ').trim()]
  return flat.length > SHOWN ? `${flat.slice(0, SHOWN).join('')}…` : flat.join('')
}
