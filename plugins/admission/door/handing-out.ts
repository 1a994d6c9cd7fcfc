import { args, type CommandCtx, dateOf, definePart, integer, rest, sayDuration } from '../../../src/kernel/plugin.js'
import { doorStore } from '../candidates.js'
import { type AdmissionConfig, admissionConfig } from '../config.js'
import { mayBringIn } from '../invite-right.js'
import { codesOf, hashOf, makeCodes, revoke } from './codes.js'
import { importTickets } from './tickets.js'
import { hearTyped } from './words.js'

/** More in one message is no list that anybody copies. */
const MOST = 100

/** Codes that let one person in: tickets that the owner gives out, and the personal phrase of a member with the right. */
export const handingOutPart = definePart(admissionConfig, {
  commands: [
    {
      names: ['兑换', 'redeem'],
      who: 'outsider',
      in: 'private',
      args: args({ code: rest({ name: '票码', max: 200 }) }),
      example: '/兑换 ABCDE-FGHJK',
      record: () => false,
      run: (ctx, { code }) => hearTyped(ctx, code),
    },
    {
      names: ['发码', 'tickets'],
      who: 'owner',
      in: 'private',
      help: '发一批一次性的票码，如 /发码 20',
      order: 62,
      args: args({ count: integer({ name: '张数', min: 1, max: MOST, optional: true }) }),
      example: '/发码 20',
      record: ({ count }) => count !== undefined,
      async run(ctx, { count }) {
        if (ctx.config.tickets.file !== '') await importTickets(ctx)
        if (count === undefined) return ctx.reply(await countTickets(ctx))
        const { ttl } = ctx.config.tickets
        const codes = await makeCodes(doorStore(ctx), count, {
          kind: 'ticket',
          community: ctx.community,
          since: ctx.now(),
          until: ctx.now() + ttl,
          by: ctx.caller.key,
        })
        await ctx.reply(ctx.text('ticketsMade', { count, span: sayDuration(ttl), list: codes.join('\n') }))
      },
    },
    {
      names: ['作废', 'void'],
      who: 'owner',
      in: 'private',
      help: '作废一张没用过的票码',
      order: 63,
      args: args({ code: rest({ name: '票码', max: 200 }) }),
      example: '/作废 ABCDE-FGHJK',
      async run(ctx, { code }) {
        const done = await revoke(doorStore(ctx), code, ctx.community)
        if (done) await ctx.reply(ctx.text('ticketRevoked'))
        else await ctx.decline(ctx.text('ticketUnknown'))
      },
    },
    {
      names: ['邀请', 'invite-phrase'],
      who: 'member',
      in: 'anywhere',
      help: '要一个专属邀请码，请一位朋友进来',
      order: 28,
      listed: ({ mode }) => mode === 'invite',
      record: 'always',
      run: give,
    },
  ],
})

/** `given` hash `community|member|month` → hashes of the personal phrases that he was given in it. */
async function give(ctx: CommandCtx<AdmissionConfig>): Promise<void> {
  const { invite, mode } = ctx.config
  if (mode === 'open') return ctx.decline(ctx.text('inviteNotNeeded'))
  if (!(await mayBringIn(ctx, ctx.caller.key))) return ctx.decline(ctx.text('inviteNoRight'))
  // It is for one person's eyes: in the room nobody gets it.
  if (!(await ctx.isFriend(ctx.caller.key))) return ctx.decline(ctx.text('inviteNoFriend'))
  const store = doorStore(ctx)
  const month = dateOf(ctx.now(), ctx.zone).slice(0, 7)
  const row = `${ctx.community}|${ctx.caller.key}|${month}`
  const given = store.hash<readonly string[]>('given')
  if (((await given.get(row))?.length ?? 0) >= invite.perMonth)
    return ctx.decline(ctx.text('inviteEnough', { count: invite.perMonth }))
  const [code = ''] = await makeCodes(store, 1, {
    kind: 'personal',
    community: ctx.community,
    since: ctx.now(),
    until: ctx.now() + invite.lasts,
    by: ctx.caller.key,
  })
  const hash = hashOf(code)
  const kept = await given.update(row, known =>
    known?.includes(hash) || (known?.length ?? 0) >= invite.perMonth ? known : [...(known ?? []), hash],
  )
  if (!kept?.includes(hash)) {
    await codesOf(store).delete(hash)
    return ctx.decline(ctx.text('inviteEnough', { count: invite.perMonth }))
  }
  await ctx.whisper(ctx.text('inviteGiven', { code, span: sayDuration(invite.lasts), topic: ctx.room.name }))
}

async function countTickets(ctx: CommandCtx<AdmissionConfig>): Promise<string> {
  const codes = [...(await codesOf(doorStore(ctx)).all()).values()].filter(
    ({ kind, community }) => kind === 'ticket' && community === ctx.community,
  )
  const count = (which: (code: (typeof codes)[number]) => boolean) => codes.filter(which).length
  return ctx.text('ticketsCount', {
    all: codes.length,
    used: count(({ state }) => state === 'used'),
    free: count(({ state, until }) => state === 'free' && until > ctx.now()),
  })
}
