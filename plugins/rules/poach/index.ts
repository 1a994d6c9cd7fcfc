import {
  atLeast,
  authoredText,
  type Case,
  type Ctx,
  definePart,
  FRESH,
  type MemberView,
  type MessageEvent,
  type MessagePart,
  type Millis,
  type Passed,
  type z,
} from '../../../src/kernel/plugin.js'
import { AD, isInHand, isNewcomer, measureFor, strikesOf } from '../ads/ladder.js'
import { isPromoTime, takePass } from '../ads/promo.js'
import { rulesConfig } from '../config.js'
import { cardVerdict, type Judgement, judgePlaces, judgeShare, type Sharer } from './judge.js'
import { asksForSomebody, eraseRequests, exportRequests, mergeRequests, noteRequest, wasAskedFor } from './requests.js'
import { poachTexts } from './texts.js'

type RulesCtx = Ctx<z.output<typeof rulesConfig>>

/** What arrives that is no text: codes in pictures, name cards, links and mini-programs, by which groups are poached. */
export const poachPart = definePart(rulesConfig, {
  texts: poachTexts,
  on: {
    message: {
      async guard(ctx, message) {
        if (ctx.now() - message.sentAt > FRESH) return undefined
        const written = authoredText(message.parts)
        const asks = written !== '' && asksForSomebody(written)
        // Most is words that ask for nobody.
        if (!asks && !message.parts.some(isShared)) return undefined
        const sharer = sharerOf(ctx, message.member, message.sentAt)
        if (asks) {
          await noteRequest(ctx.store, message.member, { at: message.sentAt, newcomer: sharer?.is === 'newcomer' })
        }
        if (!sharer) return undefined
        // Of others nobody is punished for a picture, so theirs need not be fetched.
        if (message.parts.some(part => part.kind === 'image')) ctx.readCodes(message)
        const card = message.parts.find(part => part.kind === 'card' && !part.official)
        if (card?.kind === 'card') return judgeCard(ctx, message, sharer, card.name)
        for (const part of message.parts) {
          const judged = judgeShare(part, sharer.is, ctx.config.ads)
          if (judged) return accuse(ctx, sharer, judged, { at: message.sentAt, message: message.id })
        }
        return undefined
      },
    },
    async codesRead(ctx, event) {
      if (event.codes.length === 0 || ctx.now() - event.sentAt > FRESH) return
      const sharer = sharerOf(ctx, event.member, event.sentAt)
      const judged = sharer && judgePlaces(event.codes, sharer.is, ctx.config.ads)
      if (!sharer || !judged) return
      if (judged.found === 'person' && (await isAnswer(ctx, sharer, event.sentAt))) return
      await accuse(ctx, sharer, judged, { at: event.sentAt, message: event.message })
    },
  },
  people: { merge: mergeRequests, export: exportRequests, erase: eraseRequests },
})

/** What somebody shows, and did not write. */
function isShared({ kind }: MessagePart): boolean {
  return kind === 'image' || kind === 'card' || kind === 'link' || kind === 'mini-program'
}

/** Whoever is judged here: staff are not, nor who is gone. */
interface Judged {
  member: MemberView
  is: Sharer
}

/** Which message it came with, and when that was sent. */
interface Sent {
  at: Millis
  message: string
}

function sharerOf(ctx: RulesCtx, key: string, now: Millis): Judged | undefined {
  const member = ctx.member(key)
  if (!member.present || atLeast(member.role, 'admin')) return undefined
  if (atLeast(member.role, 'trusted')) return { member, is: 'trusted' }
  return { member, is: isNewcomer({ member, now, newcomer: ctx.config.ads.newcomer }) ? 'newcomer' : 'member' }
}

function isAnswer(ctx: RulesCtx, { member, is }: Judged, at: Millis): Promise<boolean> {
  return wasAskedFor(ctx.store, { member: member.key, newcomer: is === 'newcomer', at })
}

/**
 * A card that somebody asked for helps him; else it is a reminder, once a day, and of a newcomer the second one within
 * `strikeWindow` is the last.
 */
async function judgeCard(ctx: RulesCtx, message: MessageEvent, sharer: Judged, name: string): Promise<Passed> {
  const { member, is } = sharer
  const at = message.sentAt
  if (is === 'trusted' || (await isAnswer(ctx, sharer, at))) return undefined
  if (await isWelcome(ctx, sharer, { at, message: message.id })) return undefined
  const { blockFor, strikeWindow } = ctx.config.ads
  const again = ctx
    .casesOf(member.key)
    .some(known => known.kind === CARD && stands(known, ctx.mode) && known.openedAt > at - strikeWindow)
  if (again && is === 'member') return undefined
  await ctx.accuse({
    member: member.key,
    reason: ctx.text('poach.card.why'),
    kind: CARD,
    verdict: cardVerdict(name),
    ...(again ? { measure: 'remove', blockFor } : { measure: 'remind', text: ctx.text('poach.card.remind') }),
    ...incident(ctx, sharer, at, ctx.text('poach.card.why')),
  })
  return 'stop'
}

async function accuse(ctx: RulesCtx, sharer: Judged, judged: Judgement, sent: Sent): Promise<Passed> {
  const { at } = sent
  const measure = measureOf(ctx, sharer, judged, at)
  if (!measure || wasTakenBack(ctx, sharer, judged, at)) return undefined
  if (judged.found !== 'group' && (await isWelcome(ctx, sharer, sent))) return undefined
  const reason = ctx.text(`poach.${judged.found}.why`)
  await ctx.accuse({
    member: sharer.member.key,
    reason,
    kind: AD,
    verdict: judged.verdict,
    evidence: judged.evidence,
    measure,
    blockFor: ctx.config.ads.blockFor,
    ...wordOf(ctx, sharer, judged, measure),
    ...incident(ctx, sharer, at, reason),
  })
  return 'stop'
}

/** As for any ad (ads/ladder.ts), but for those whom the group trusts, and for who begs for clicks: he means no harm. */
function measureOf(ctx: RulesCtx, { member, is }: Judged, judged: Judgement, at: Millis): Case['measure'] | undefined {
  const { ads } = ctx.config
  const { verdict } = judged.verdict
  if (verdict === 'clean') return undefined
  if (is === 'trusted') return 'owner'
  const strikes = strikesOf(ctx.casesOf(member.key), { now: at, window: ads.strikeWindow, mode: ctx.mode })
  if (judged.found === 'bargain' && strikes === 0) return 'remind'
  return measureFor({ member, verdict, strikes, now: at, newcomer: ads.newcomer, limit: ads.strikes })
}

/** What is said in the room; of the trusted the owner decides whether it is said at all. */
function wordOf(ctx: RulesCtx, { is }: Judged, { found }: Judgement, measure: Case['measure']): { text?: string } {
  if (measure === 'remind' || measure === 'warn') return { text: ctx.text(`poach.${found}.${measure}`) }
  return is === 'trusted' ? { text: ctx.text(`poach.${found}.remind`) } : {}
}

/**
 * One offender, one punishment: what he shows while he is on his way out, or while somebody is asked about him, belongs to
 * that case. After a reminder only the same thing does; another code is another matter.
 */
function incident(ctx: RulesCtx, { member }: Judged, at: Millis, reason: string): { into?: string } {
  const known = ctx
    .casesOf(member.key)
    .findLast(
      known =>
        known.room === ctx.room.key && isInHand(known, at) && (known.status !== 'done' || known.reason === reason),
    )
  return known ? { into: known.number } : {}
}

/**
 * Staff said that this very thing is fine here (`/误判`; as long as the case keeps its evidence), or let him go for it today.
 */
function wasTakenBack(ctx: RulesCtx, { member }: Judged, { about }: Judgement, at: Millis): boolean {
  return ctx
    .cases()
    .some(
      ({ kind, status, by, member: who, openedAt, evidence = '' }) =>
        kind === AD &&
        (status === 'undone' ||
          (status === 'dismissed' && by !== undefined && who === member.key && openedAt > at - DAY)) &&
        evidence.split('\n').includes(about),
    )
}

/**
 * At the time of promotion, or with an admin's leave, selling is welcome and so is how one is reached; another group never
 * is.
 */
async function isWelcome(ctx: RulesCtx, { member, is }: Judged, sent: Sent): Promise<boolean> {
  if (is !== 'newcomer' && isPromoTime(ctx.config.promo.when, sent.at, ctx.zone)) return true
  return takePass(ctx, member.key, sent)
}

/** Whoever was only looked at was never told. */
function stands({ status }: Case, mode: Ctx['mode']): boolean {
  return status !== 'undone' && status !== 'dismissed' && (mode === 'observe' || status !== 'observed')
}

const DAY: Millis = 86_400_000
/** Cards have a ladder of their own. */
const CARD = 'card'
