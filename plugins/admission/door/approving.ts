import {
  args,
  atLeast,
  type CommandCtx,
  type Ctx,
  clockOf,
  dateOf,
  definePart,
  type MemberView,
  type Millis,
  rest,
  z,
} from '../../../src/kernel/plugin.js'
import { candidatesOf, doorStore } from '../candidates.js'
import { type AdmissionConfig, admissionConfig } from '../config.js'
import { findGated, gatedRooms, passGate, refuseAtGate } from '../gate/passing.js'
import { type Door, type DoorCtx, doorsOf } from './doors.js'
import { decide, type Entry, openEntries, queueOf } from './queue.js'
import { tellStaff } from './staff.js'
import { findPlace } from './steps.js'
import { move, write } from './talk.js'

type Command = CommandCtx<AdmissionConfig>

/**
 * The admins' queue: `/待审`, `/通过 3`, `/拒绝 3 原因`. The first decision counts, in private or in the room; no answer in
 * time is a no. `/通过 Vivian`, a name, is somebody who stands at the gate inside a room.
 */
export const approvingPart = definePart(admissionConfig, {
  commands: [
    {
      names: ['通过', 'approve'],
      who: 'admin',
      in: 'anywhere',
      help: '让人进群，如 /通过 3',
      order: 24,
      listed: ({ mode }) => mode !== 'open',
      args: args({ who: rest({ name: '编号或名字', max: 60 }) }),
      example: '/通过 3',
      async run(ctx, { who }) {
        const number = numberIn(who)
        if (number === undefined) return passByName(ctx, who.replace(/^[@＠]/u, '').trim())
        await approve(ctx, number)
      },
    },
    {
      names: ['拒绝', 'reject'],
      who: 'admin',
      in: 'anywhere',
      help: '不让人进群，如 /拒绝 3 原因',
      order: 25,
      listed: ({ mode }) => mode !== 'open',
      args: args({ who: rest({ name: '编号 [原因]', max: 200 }) }),
      example: '/拒绝 3 人数有限',
      async run(ctx, { who }) {
        const [typed = '', ...words] = who.split(/\s+/)
        const number = numberIn(typed)
        if (number === undefined) return ctx.decline(ctx.text('queueNumber'))
        const found = await decideBy(ctx, number, 'rejected')
        if (!found) return
        const { door, entry } = found
        await ctx.reply(ctx.text('queueRejected', { number, name: ctx.member(entry.member).name }))
        // Who was brought in and waits inside goes; the removal tells him.
        for (const room of door.rooms) await refuseAtGate(room, entry.member, ctx.caller.key)
        const known = await candidatesOf(doorStore(ctx)).get(entry.member)
        if (known?.standing !== 'queued' || known.number !== number) return
        const out = { ...known, standing: 'out', why: 'refused', since: ctx.now() } as const
        if (!(await move(doorStore(ctx), entry.member, known, out))) return
        const reason = words.join(' ').slice(0, 60)
        const why = reason === '' ? '' : ctx.text('doorRefusedWhy', { reason })
        await write(door.ctx, entry.member, 'doorRefused', { why })
      },
    },
    {
      names: ['待审', 'pending'],
      who: 'admin',
      in: 'anywhere',
      help: '看谁在等审批',
      order: 26,
      listed: ({ mode }) => mode !== 'open',
      record: 'never',
      async run(ctx) {
        const open = await openEntries(doorStore(ctx), ctx.community)
        if (open.length === 0) return ctx.reply(ctx.text('queueEmpty'))
        const list = open.map(({ number, member, at }) =>
          ctx.text('queueEntry', { number, name: ctx.member(member).name, when: whenIn(ctx, at) }),
        )
        await ctx.whisper(
          ctx.text('queueList', { count: open.length, list: list.join('\n') }),
          ctx.text('queueCount', { count: open.length }),
        )
      },
    },
  ],
  jobs: {
    /** Nobody decided in time: that is a no, but while refusals are put to the admins they are only asked again. */
    undecided: {
      data: z.object({ number: z.number() }),
      async run(ctx, { number }) {
        const store = doorStore(ctx)
        const entry = await queueOf(store).get(String(number))
        const door = doorsOf(ctx).find(({ community }) => community === entry?.community)
        if (!entry || !door) return
        if (door.ctx.mode === 'ask' && entry.state === 'open') {
          await tellStaff(
            door.ctx,
            'queueStill',
            { number, name: ctx.member(entry.member).name },
            `queue-still|${number}`,
          )
          return ctx.later('undecided', { number }, ctx.awakeAfter(door.ctx.config.approval.timeout), {
            id: `undecided|${number}`,
          })
        }
        const decided = await decide(store, number, { state: 'lapsed', at: ctx.now(), cause: ctx.cause })
        if (!decided?.won) return
        const known = await candidatesOf(store).get(entry.member)
        if (known?.standing !== 'queued' || known.number !== number) return
        if (await move(store, entry.member, known, { ...known, standing: 'out', since: ctx.now() }))
          await write(door.ctx, entry.member, 'doorUndecided')
      },
    },
  },
})

async function approve(ctx: Command, number: number): Promise<void> {
  const found = await decideBy(ctx, number, 'approved')
  if (!found) return
  const { door, entry } = found
  const inside = (await gatedRooms(door.ctx, entry.member)).length > 0
  const { name } = ctx.member(entry.member)
  await ctx.reply(ctx.text(inside ? 'queuePassed' : 'queueApproved', { number, name }))
  await admit(door, entry)
}

/**
 * Lets somebody through who stands at the gate inside: of several of one name whoever asked says which. Else somebody of
 * that name who is in the queue.
 */
async function passByName(ctx: Command, typed: string): Promise<void> {
  const found: { room: DoorCtx; member: MemberView }[] = []
  for (const { key, community } of ctx.rooms()) {
    if (community !== ctx.community) continue
    const room = ctx.at(key)
    for (const member of await findGated(room, typed)) found.push({ room, member })
  }
  if (found.length === 0) {
    const queued = await openEntries(doorStore(ctx), ctx.community)
    const [one, another] = queued.filter(({ member }) => spelled(ctx.member(member).name) === spelled(typed))
    if (one && another) return ctx.decline(ctx.text('queueSeveral'))
    if (one) return approve(ctx, one.number)
  }
  const people = new Set(found.map(({ member }) => member.key))
  const meant = people.size > 1 ? await ctx.whichOf(typed) : found[0]?.member
  if (!meant) return people.size > 1 ? undefined : ctx.decline(ctx.text('queueNobody'))
  ctx.concerns(meant.key)
  for (const { room, member } of found) if (member.key === meant.key) await passGate(room, member.key)
  await ctx.reply(ctx.text('queuePassed', { name: meant.name }))
}

/** 「3」, 「３号」, 「#3」 */
function numberIn(typed: string): number | undefined {
  const digits = /^[#＃]?\s*(\d{1,6})\s*号?$/u.exec(typed.normalize('NFKC').trim())?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Decides, and tells who did where somebody was faster; undefined when there is nothing more to do. */
async function decideBy(
  ctx: Command,
  number: number,
  state: 'approved' | 'rejected',
): Promise<{ door: Door; entry: Entry } | undefined> {
  const store = doorStore(ctx)
  const known = await queueOf(store).get(String(number))
  const door = doorsOf(ctx).find(({ community }) => community === known?.community)
  // Of a community that he does not run there is no such number.
  if (!known || !door || !atLeast(door.ctx.member(ctx.caller.key).role, 'admin')) {
    await ctx.decline(ctx.text('queueUnknown', { number }))
    return undefined
  }
  ctx.concerns(known.member)
  const decided = await decide(store, number, { state, by: ctx.caller.key, at: ctx.now(), cause: ctx.message.id })
  if (decided?.won) return { door, entry: decided.entry }
  const entry = decided?.entry ?? known
  const result = ctx.text(`queueWas.${entry.state}`)
  const name = entry.by === undefined ? '' : ctx.member(entry.by).name
  // What was decided and not carried out when the process died is carried out now.
  if (entry.state === 'approved') await admit(door, entry)
  await ctx.decline(ctx.text(entry.by === undefined ? 'queueOver' : 'queueDecided', { number, name, result }))
  return undefined
}

async function admit(door: Door, entry: Entry): Promise<void> {
  const { ctx } = door
  const store = doorStore(ctx)
  const known = await candidatesOf(store).get(entry.member)
  if (known?.community !== entry.community) return
  if (known.standing === 'queued') {
    const { asking: _, ...rest } = known
    if (!(await move(store, entry.member, known, { ...rest, standing: 'admitted', since: ctx.now() }))) return
  } else if (known.standing !== 'admitted') return
  await findPlace(ctx, entry.member)
}

function spelled(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/** 「10:02」 of today, 「01-06 21:30」 of another day. */
function whenIn(ctx: Ctx, at: Millis): string {
  const day = dateOf(at, ctx.zone)
  const clock = clockOf(at, ctx.zone)
  return day === dateOf(ctx.now(), ctx.zone) ? clock : `${day.slice(5)} ${clock}`
}
