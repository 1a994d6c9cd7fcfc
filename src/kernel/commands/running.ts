import { dateOf } from '../../domain/calendar.js'
import type { MemberKey } from '../../domain/keys.js'
import { atLeast } from '../../domain/roles.js'
import type { Outcome } from '../books/audit.js'
import type { ContextParts } from '../ground.js'
import type { House } from '../house.js'
import { usage } from './arguments.js'
import { watched } from './audit.js'
import type { CalledCtx } from './command-context.js'
import type { Offered } from './counters.js'
import { whichOf } from './picks.js'

/** What was typed behind a command's name, and who was chosen where a name was several people's. */
export interface Typed {
  name: string
  rest: string
  mentionAfter?: string
  chosen?: Readonly<Record<string, MemberKey>>
}

type Command = Offered['command']

/** Reads what was typed, runs the command, and puts on record what an admin, the owner or an operator did by it. */
export async function runCommand(
  parts: ContextParts,
  { command }: Offered,
  called: CalledCtx,
  typed: Typed,
): Promise<void> {
  let waits = false
  const { ctx, notes } = watched(called, async name => {
    const run = { ctx, command: typed.name, rest: typed.rest, chosen: typed.chosen ?? {} }
    const member = await whichOf(parts, run, name)
    if (!member) waits = true
    return member
  })
  const given = await read(command, ctx, typed)
  if (!given.ok) return
  try {
    await command.run(ctx, given.value)
  } catch (error) {
    notes.outcome = 'failed'
    throw error
  } finally {
    // What waits for a number is on record when it was carried out.
    const over = !waits || notes.outcome !== 'done'
    if (over && isRecorded(command, given.value)) {
      await putOnRecord(parts.house, ctx, command, { outcome: notes.outcome, targets: [...notes.targets] })
    }
  }
}

/** Admins and the owner alone may give it. */
export function runsTheGroup({ who }: Command): boolean {
  return atLeast(who, 'admin')
}

export function putOnRecord(
  house: House,
  ctx: CalledCtx,
  command: Command,
  { outcome, targets }: { outcome: Outcome; targets: readonly string[] },
): Promise<void> {
  return house.books.audit.record({
    id: ctx.message.id,
    at: ctx.message.sentAt,
    by: ctx.caller.key,
    role: ctx.caller.role,
    community: ctx.community,
    room: ctx.private ? '' : ctx.room.key,
    command: command.names[0],
    targets,
    outcome,
  })
}

function isRecorded(command: Command, value: unknown): boolean {
  if (typeof command.record === 'function') return command.record(value)
  return command.record === 'always' || (command.record !== 'never' && runsTheGroup(command))
}

/** What was typed behind the name, as the command takes it; when it cannot be read, the usage was said. */
async function read(
  command: Command,
  ctx: CalledCtx,
  { name, rest, mentionAfter, chosen }: Typed,
): Promise<{ ok: true; value: unknown } | { ok: false }> {
  if (!command.args) {
    if (rest === '') return { ok: true, value: undefined }
    // Words behind a command that takes none are talk: 「/签到 了吗」 signs nobody in.
    await ctx.reply(usage(name, { form: '' }, command.example))
    return { ok: false }
  }
  const given = command.args.parse(rest, {
    today: dateOf(ctx.message.sentAt, ctx.zone),
    isName: typed => chosen?.[typed] !== undefined || ctx.find(typed).length > 0,
    mentionAfter,
  })
  if (given.ok) return given
  await ctx.reply(`${given.problem}。${usage(name, command.args, command.example)}`)
  return { ok: false }
}
