import type { Accusation, Case, Ctx, MemberKey, MemberView, Millis, Verdict } from '../../../src/kernel/plugin.js'
import type { RulesConfig } from '../config.js'
import { AD, isInHand, isRegular, measureFor, strikesOf } from './ladder.js'
import { likeness, SAME, sameContacts, sketchOf } from './likeness.js'
import { sayWhen } from './promo.js'

/** An ad, and who wrote it. */
export interface Charge {
  member: MemberView
  verdict: Verdict
  /** What he wrote: of a newcomer it may be several lines, of which `own` is the last. */
  text: string
  own?: string
  /** When he wrote it. */
  at: Millis
  /** In how many rooms he said the same within a minute. */
  rooms?: number
  /** An admin says that it is one: run mode does not matter then. */
  by?: MemberKey
}

/** The same in so many rooms within a minute is not how a member of long standing writes. */
const STOLEN = 3
/** Evidence is an excerpt, not an archive. */
const EVIDENCE = 500
/** Whoever decided about a text need not be asked again for this long. */
const DECIDED: Millis = 24 * 3_600_000

/** Does about an ad what the ladder says; undefined when that is nothing, or when a person let the same text pass today. */
export async function charge(ctx: Ctx<RulesConfig>, given: Charge): Promise<Case | undefined> {
  const { member, text, at, by } = given
  const cases = ctx.casesOf(member.key)
  if (by === undefined && cases.some(known => wasLetPass(known, at) && isAlike(known, text))) return undefined
  const accusation = accusationFor(ctx, given, cases)
  if (!accusation) return undefined
  const same = incidentOf(ctx, given, cases, accusation)
  // A case has what came before already.
  return ctx.accuse(same ? { ...accusation, evidence: given.own ?? text, into: same.number } : accusation)
}

function accusationFor(ctx: Ctx<RulesConfig>, given: Charge, cases: readonly Case[]): Accusation | undefined {
  const { member, verdict, text, at, rooms = 1, by } = given
  const { ads, promo } = ctx.config
  const accusation = {
    member: member.key,
    kind: AD,
    verdict,
    evidence: text.slice(0, EVIDENCE),
    ...(by === undefined ? {} : { by }),
  }
  if (rooms >= STOLEN && verdict.verdict === 'ad' && isRegular({ member, now: at }))
    return { ...accusation, measure: 'owner', as: 'stolen', reason: ctx.text('adStolen', { count: rooms }) }
  const strikes = strikesOf(cases, { now: at, window: ads.strikeWindow, mode: ctx.mode })
  const { newcomer, strikes: limit, blockFor } = ads
  const measure = measureFor({ member, verdict: verdict.verdict, strikes, now: at, newcomer, limit })
  switch (measure) {
    case undefined:
      return undefined
    case 'remind':
      return {
        ...accusation,
        measure,
        reason: ctx.text('ad'),
        text:
          promo.when === 'off' ? ctx.text('adRemind') : ctx.text('adRemindWhen', { when: sayWhen(promo.when, ctx) }),
      }
    case 'warn':
      return { ...accusation, measure, reason: ctx.text('ad'), text: ctx.text('adWarn') }
    case 'owner':
      // Of an opinion leader the owner may have him reminded; of anybody else he is asked whether he stays.
      if (member.role === 'kol')
        return { ...accusation, measure, reason: ctx.text('promoted'), text: ctx.text('kolRemind') }
      return { ...accusation, measure, reason: ctx.text('ad'), blockFor }
    default:
      return { ...accusation, measure, reason: ctx.text('ad'), blockFor }
  }
}

/** The case that this belongs to, if something about him is in hand: here, or about the same text in another room. */
function incidentOf(
  ctx: Ctx<RulesConfig>,
  { text, at }: Charge,
  cases: readonly Case[],
  { as }: Accusation,
): Case | undefined {
  // A word to somebody is over when it is said: that his account may be stolen is more than it.
  const inHand = cases.filter(known => isInHand(known, at) && (as === undefined || known.status !== 'done'))
  const here = inHand.findLast(known => known.room === ctx.room.key)
  if (here || inHand.length === 0) return here
  // A removal is one room's; a question and a word to somebody are about him, wherever he says the same.
  const spoken = inHand.filter(({ status, measure }) => status !== 'acting' && measure !== 'remove')
  return spoken.findLast(known => known.measure === 'remind' || known.measure === 'warn' || isAlike(known, text))
}

function wasLetPass({ kind, status, by, openedAt }: Case, at: Millis): boolean {
  return kind === AD && status === 'dismissed' && by !== undefined && openedAt > at - DECIDED
}

/** True when a case is about the same text, and reaches nobody else. */
export function isAlike({ evidence }: Pick<Case, 'evidence'>, text: string): boolean {
  if (evidence === undefined) return false
  const [known, said] = [sketchOf(evidence), sketchOf(text.slice(0, EVIDENCE))]
  return likeness(known, said) >= SAME && sameContacts(said, known)
}
