import { clockOf, dateOf } from '../../domain/calendar.js'
import type { AuditEntry, Outcome } from '../books/audit.js'
import { ctxWith } from '../context.js'
import type { CommandCtx, MemberView } from '../given.js'
import type { CalledCtx } from './command-context.js'

/** What a command turned out to be about, and how it ended: filled in while it runs. */
interface Notes {
  targets: Set<string>
  outcome: Outcome
}

/** What of a context tells whom a command is about, and how it ended. */
type Watched = Pick<CommandCtx, 'concerns' | 'whichOf' | 'decline' | 'accuse' | 'undo' | 'set'>

/**
 * A command's context that takes notes for the audit log: whom or what it acts on, and whether it was declined. What it
 * cannot see (a setting, a role) commands name by `concerns`. Keys and numbers only, never words that somebody typed.
 */
export function watched(
  ctx: CalledCtx,
  whichOf: (typed: string) => Promise<MemberView | undefined>,
): { ctx: CommandCtx; notes: Notes } {
  const notes: Notes = { targets: new Set(), outcome: 'done' }
  const { targets } = notes
  return {
    notes,
    ctx: ctxWith<CalledCtx, Watched>(ctx, {
      concerns: target => void targets.add(target),
      async whichOf(typed) {
        const member = await whichOf(typed)
        if (member) targets.add(member.key)
        return member
      },
      async decline(text) {
        notes.outcome = 'declined'
        await ctx.reply(text)
      },
      async accuse(accusation) {
        targets.add(accusation.member)
        const opened = await ctx.accuse(accusation)
        targets.add(opened.number)
        return opened
      },
      async undo(number, by) {
        const undone = await ctx.undo(number, by)
        if (undone.case) targets.add(undone.case.number).add(undone.case.member)
        if (!undone.ok) notes.outcome = 'declined'
        return undone
      },
      async set(key, value) {
        targets.add(`${ctx.plugin}.${key}`)
        await ctx.set(key, value)
      },
    }),
  }
}

/** One line of the log for people: 「1-7 10:00 小周 /踢 王敏 K3」, with how it ended unless it was simply done. */
export function auditLine(
  { at, by, command, targets, outcome }: AuditEntry,
  { name, text, zone }: { name: (member: string) => string; text: (key: string) => string; zone: string },
): string {
  const [, month = '', day = ''] = dateOf(at, zone).split('-')
  const when = `${Number(month)}-${Number(day)} ${clockOf(at, zone)}`
  // Cases and settings go by their own names.
  const about = targets.map(target => (/^K\d+$|\./.test(target) ? target : name(target)))
  const line = [when, name(by), `/${command}`, ...about].join(' ')
  return outcome === 'done' ? line : `${line}（${text(`audit.${outcome}`)}）`
}
