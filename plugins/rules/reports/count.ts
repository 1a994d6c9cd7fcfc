import { atLeast, BOT, type Ctx, type MemberKey, type Millis, type z } from '../../../src/kernel/plugin.js'
import { isNewcomer } from '../ads/ladder.js'
import type { rulesConfig } from '../config.js'
import { noteParty, noteReport, noteTold, readParties, readReports } from './book.js'
import { quotedOf } from './quoted.js'
import { counting, REMEMBERED, type Standing, voicesOf, weigh } from './tally.js'

type Rules = Ctx<z.output<typeof rulesConfig>>

/** Cases of this kind came from several people's reports. */
const REPORTS = 'reports'

/** One person says that another one breaks the rules. */
export interface Report {
  reporter: MemberKey
  accused: MemberKey
  /** When he said so. */
  at: Millis
  /** What he quoted of the accused. */
  quoted?: string | undefined
}

/**
 * What became of a report. bot, owner: nobody decides about these. unheard: the reporter is not long enough here, is gone, or
 * accuses himself. The rest as in tally.ts.
 */
export type Outcome = Standing | 'bot' | 'owner' | 'unheard'

/**
 * Takes a report in; when enough different people agree within the window, the admins are asked about the accused, or the
 * owner is told where he is an admin. One report alone does nothing to anybody and is no case. `first`: the reporter's
 * first today.
 */
export async function countReport(
  ctx: Rules,
  { reporter, accused, at, quoted }: Report,
): Promise<{ outcome: Outcome; first: boolean }> {
  const { reports, ads } = ctx.config
  const done = (outcome: Outcome, first = false) => ({ outcome, first })
  if (accused === BOT) return done('bot')
  const [from, about] = [ctx.member(reporter), ctx.member(accused)]
  if (about.role === 'owner') return done('owner')
  const heard = from.present && about.present && reporter !== accused
  if (!heard || isNewcomer({ member: from, now: at, newcomer: ads.newcomer })) return done('unheard')
  const cases = ctx.casesOf(accused).filter(({ kind }) => kind === REPORTS)
  const { book, told } = await readReports(ctx.store, accused)
  const decided = Math.max(told ?? 0, ...cases.map(({ openedAt }) => openedAt)) || undefined
  const { window } = reports
  const outcome = weigh({ book, reporter, accused, at, window, decided })
  if (outcome !== 'counted' && outcome !== 'again') return done(outcome)
  const first = [...book.values()].every(({ [reporter]: then }) => then === undefined || at - then >= REMEMBERED)
  if (quoted !== undefined && quoted !== '')
    quotedOf(ctx.store).note(ctx.room.key, accused, { text: quoted, at }, window)
  const against = await noteReport(ctx.store, { reporter, accused, at })
  const reporters = counting(against, { at, window, decided })
  const open = cases.some(({ status }) => status === 'open' || status === 'acting')
  if (reporters.length >= reports.quorum && !open && (await areEnough(ctx, reporters)))
    await bringUp(ctx, { accused, reporters, at })
  return done(outcome, first)
}

/** Whether so many are of different minds: a band that cried wolf together before is one voice. */
async function areEnough(ctx: Rules, reporters: readonly MemberKey[]): Promise<boolean> {
  const wrong = [...(await readParties(ctx.store))].filter(([number]) => {
    const status = ctx.case(number)?.status
    return status === 'dismissed' || status === 'undone'
  })
  return (
    voicesOf(
      reporters,
      wrong.map(([, { by }]) => by),
    ) >= ctx.config.reports.quorum
  )
}

/** Enough people said so: those decide whose decision it is. */
async function bringUp(
  ctx: Rules,
  { accused, reporters, at }: { accused: MemberKey; reporters: readonly MemberKey[]; at: Millis },
): Promise<void> {
  const { length: count } = reporters
  const { name, role } = ctx.member(accused)
  const evidence = quotedOf(ctx.store).take(ctx.room.key, accused)
  if (atLeast(role, 'admin')) {
    await noteTold(ctx.store, accused, at)
    const [owner] = ctx.staff('owner')
    const line = ctx.text('staffReported', { topic: ctx.room.name, count, name })
    if (owner !== undefined) await ctx.tell(owner, line, { id: `reported|${accused}` })
    return
  }
  const { number } = await ctx.accuse({
    member: accused,
    kind: REPORTS,
    reason: ctx.text('reported'),
    measure: 'admins',
    blockFor: ctx.config.ads.blockFor,
    verdict: {
      verdict: 'suspect',
      score: count,
      checks: [
        { name: ctx.text('reportCheck'), hit: true, score: count, evidence: ctx.text('reportCount', { count }) },
      ],
    },
    ...(evidence === '' ? {} : { evidence }),
  })
  await noteParty(ctx.store, number, { by: reporters, at })
}
