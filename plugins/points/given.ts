import { args, BOT, type CommandCtx, definePart, integer, person, plainLine, rest } from '../../src/kernel/plugin.js'
import { type PointsConfig, pointsConfig } from './config.js'

/** So much at once, either way: more is a slip of the finger. */
const MOST = 100
/** Characters of a reason that are kept. */
const REASON = 30

const given = args({
  who: person(),
  points: integer({ min: 1, max: MOST, name: '分数' }),
  why: rest({ max: 200, name: '理由' }),
})

/** `/加分`, `/减分`: points by an admin's word, each a line of its own with its reason. */
export const givenPart = definePart(pointsConfig, {
  texts: {
    'zh-CN': {
      'given.added': '{name} +{points}（{why}），记下了。',
      'given.taken': '{name} -{points}（{why}），记下了。',
      'given.short': '{name} 只有 {total} 分，减不了 {points}。',
      'given.self': '自己的分请别的管理员来加减。',
      'given.bot': '我不攒分，谢谢。',
      'given.why': '说一下理由，明细里要写：/加分 @{name} {points} 理由',
    },
    en: {
      'given.added': '{name} +{points} ({why}), noted.',
      'given.taken': '{name} -{points} ({why}), noted.',
      'given.short': '{name} has {total} only, {points} cannot be taken.',
      'given.self': 'Your own points are another admin’s to change.',
      'given.bot': 'I collect no points, thank you.',
      'given.why': 'Say why, it stands in the statement: /add-points @{name} {points} reason',
    },
  },
  commands: [
    {
      names: ['加分', 'add-points'],
      who: 'admin',
      in: 'anywhere',
      help: '给出力的人加分，如 /加分 @王敏 5 带了新人跑步',
      order: 63,
      args: given,
      example: '/加分 @王敏 5 带了新人跑步',
      run: (ctx, typed) => change(ctx, typed, 1),
    },
    {
      names: ['减分', 'take-points'],
      who: 'admin',
      in: 'anywhere',
      args: given,
      example: '/减分 @王敏 5 上次加错了',
      run: (ctx, typed) => change(ctx, typed, -1),
    },
  ],
})

async function change(
  ctx: CommandCtx<PointsConfig>,
  typed: { who: string; points: number; why: string },
  sign: 1 | -1,
): Promise<void> {
  const member = await ctx.whichOf(typed.who)
  if (!member) return
  ctx.concerns(member.key)
  if (member.key === BOT) return ctx.decline(ctx.text('given.bot'))
  if (member.key === ctx.caller.key) return ctx.decline(ctx.text('given.self'))
  const why = plainLine(typed.why, REASON)
  const { name } = member
  if (why === '') return ctx.decline(ctx.text('given.why', { name, points: typed.points }))
  const points = sign * typed.points
  const line = {
    community: ctx.community,
    member: member.key,
    points,
    reason: why,
    cause: `given|${ctx.message.id}`,
    at: ctx.message.sentAt,
  }
  if (sign > 0) await ctx.books.points.add(line)
  else if ((await ctx.books.points.spend(line)) === 'short') {
    const total = await ctx.books.points.total(ctx.community, member.key)
    return ctx.decline(ctx.text('given.short', { name, total, points: typed.points }))
  }
  await ctx.reply(ctx.text(sign > 0 ? 'given.added' : 'given.taken', { name, points: typed.points, why }))
}
