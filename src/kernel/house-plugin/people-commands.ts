import { dateOf } from '../../domain/calendar.js'
import { args, caseNumber, choice, person, word } from '../commands/arguments.js'
import type { CommandCtx } from '../given.js'
import { newClaim, redeem } from '../people/claims.js'
import { command } from './commands.js'
import type { Works } from './index.js'

const roleWords = { kol: '核心成员', trusted: '受信任的成员' } as const

/** Who may do what, and taking back what was done: `/管理`, `/信任`, `/认主`, `/撤销`. */
export function peopleCommands(works: () => Works) {
  return [
    command({
      names: ['管理', 'admin'],
      who: 'owner',
      in: 'room',
      help: '看、加、减管理员',
      order: 60,
      args: args({
        change: choice(
          { add: ['加', '增加', '添加'], remove: ['减', '移除', '去掉'] },
          { optional: true, name: '加|减' },
        ),
        who: person({ optional: true }),
      }),
      example: '/管理 加 @小周',
      record: ({ change, who }) => change !== undefined && who !== undefined,
      async run(ctx, { change, who }) {
        const { house } = works()
        if (change === undefined || who === undefined) {
          const names = (members: readonly string[]) =>
            members.map(member => ctx.member(member).name).join('、') || ctx.text('nobodyYet')
          const owner = house.roles.owner(ctx.community)
          await ctx.reply(
            ctx.text('rolesList', {
              topic: ctx.room.name,
              owner: owner === undefined ? ctx.text('nobodyYet') : ctx.member(owner).name,
              admins: names(ctx.staff('admin').filter(member => member !== owner)),
            }),
          )
          return
        }
        const member = await ctx.whichOf(who)
        if (!member) return
        if (member.role === 'owner')
          return ctx.decline(ctx.text('rolesList', { topic: ctx.room.topic, owner: member.name, admins: '' }))
        await house.roles.grant(
          ctx.community,
          member.key,
          change === 'add' ? 'admin' : undefined,
          ctx.caller.key,
          ctx.now(),
        )
        await ctx.reply(ctx.text(change === 'add' ? 'adminAdded' : 'roleTaken', { name: member.name }))
      },
    }),
    command({
      names: ['信任', 'trust'],
      who: 'admin',
      in: 'room',
      help: '把某人设为核心或受信任成员',
      order: 61,
      args: args({
        who: person(),
        role: choice(
          { kol: ['kol', '核心'], trusted: ['trusted', '受信任'], none: ['取消', '普通'] },
          { optional: true, name: '身份' },
        ),
      }),
      example: '/信任 @阿豪 kol',
      async run(ctx, { who, role = 'trusted' }) {
        const member = await ctx.whichOf(who)
        if (!member) return
        if (member.role === 'owner' || member.role === 'admin') {
          await ctx.decline(ctx.text('trusted', { name: member.name, role: '管理员' }))
          return
        }
        await works().house.roles.grant(
          ctx.community,
          member.key,
          role === 'none' ? undefined : role,
          ctx.caller.key,
          ctx.now(),
        )
        await ctx.reply(
          role === 'none'
            ? ctx.text('roleTaken', { name: member.name })
            : ctx.text('trusted', { name: member.name, role: roleWords[role] }),
        )
      },
    }),
    command({
      names: ['认主', 'claim', 'bind-owner'],
      who: 'outsider',
      in: 'private',
      args: args({ code: word({ optional: true, name: '8位码' }) }),
      example: '/认主 12345678',
      record: 'always',
      async run(ctx, { code }) {
        const { house, recognition } = works()
        if (code === undefined) return ctx.decline(ctx.text('claimHow'))
        const now = ctx.now()
        const by = { member: ctx.caller.key, date: dateOf(now, ctx.zone), now }
        const claimed = await redeem(house.redis, house.prefix, code, by)
        if (!claimed.ok) return ctx.decline(ctx.text(claimed.why === 'locked' ? 'claimLocked' : 'claimWrong'))
        // An owner whom a login made unrecognisable is himself again; anybody else becomes owner.
        if (!(await recognition.claimedBy(ctx.caller.key, claimed.community))) {
          await house.roles.grant(claimed.community, ctx.caller.key, 'owner', 'operator', now)
        }
        const name = house.config.all.communities[claimed.community]?.name || claimed.community
        await ctx.reply(ctx.text('claimed', { community: name }))
      },
    }),
    command({
      names: ['认主', 'claim'],
      who: 'operator',
      in: 'terminal',
      args: args({ community: word({ optional: true, name: '社群' }) }),
      example: '/认主 main',
      // A code is good for whoever reads it.
      record: 'never',
      async run(ctx, { community }) {
        const { house } = works()
        const all = Object.entries(house.config.all.communities)
        const meant = all.filter(
          ([key, { name }]) => community === undefined || community === key || community === name,
        )
        const [only, ...others] = meant
        if (!only || others.length > 0) {
          return ctx.reply(ctx.text('claimWhich', { list: all.map(([key]) => key).join('、') }))
        }
        const [key, { name }] = only
        const code = await newClaim(house.redis, house.prefix, key, ctx.now())
        const line = ctx.text('claimCode', { code, community: name || key })
        ctx.alert(line)
        await ctx.reply(line)
      },
    }),
    command({
      names: ['撤销', 'revoke'],
      who: 'admin',
      in: 'anywhere',
      help: '撤销一个处置',
      order: 62,
      args: args({ number: caseNumber() }),
      example: '/撤销 K12',
      run: (ctx, { number }) => undoAndSay(ctx, number),
    }),
  ]
}

/** Takes a case back and says what came of it. */
async function undoAndSay(ctx: CommandCtx, number: string): Promise<void> {
  const undone = await ctx.undo(number, ctx.caller.key)
  if (!undone.ok) {
    await ctx.reply(ctx.text(undone.why === 'unknown' ? 'undoneUnknown' : 'undoneAlready', { number }))
    return
  }
  const { case: taken, gone, invited } = undone
  const next = !gone ? '' : ctx.text(invited ? 'undoneInvited' : 'undoneByHand')
  await ctx.reply(ctx.text('undone', { number, name: taken.name, next }))
}
