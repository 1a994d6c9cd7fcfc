import { args, canonical, definePart, rest } from '../../src/kernel/plugin.js'
import { pointsConfig } from './config.js'
import { inOrder, REDEEMED } from './tiers.js'

/** `/权益`, `/换权益`: what tiers have, and what points can be given for. The owner makes good on it. */
export const rightsPart = definePart(pointsConfig, {
  texts: {
    'zh-CN': {
      'rights.list': '等级和权益：\n{list}',
      'rights.tier': '{name}（{from} 分起）：{rights}',
      'rights.open': '权益由群主定',
      'rights.staff': '管理：群主和管理员，照看这个群',
      'rights.prices': '可以换的：\n{list}\n发 /换权益 名称 来换。',
      'rights.price': '{name}，{cost} 分',
      'rights.none': '这个群还没有可以换的权益，群主写在 points.yaml 里就有。',
      'rights.which': '没有这一项，可以换的：{list}',
      'rights.short': '{name}要 {cost} 分，还差 {left} 分。',
      'rights.noOwner': '还没有群主认领这个群，换了没人兑现，等等再来。',
      'rights.done': '换好了：{name}，用了 {cost} 分，还有 {total} 分。我告诉群主了。',
      'rights.owner': '{who} 在「{topic}」用 {cost} 分换了「{name}」，请给他兑现。',
      'rights.reason': '换{name}',
    },
    en: {
      'rights.list': 'Tiers and rights:\n{list}',
      'rights.tier': '{name} (from {from} points): {rights}',
      'rights.open': 'as the owner decides',
      'rights.staff': 'staff: owner and admins, who look after the group',
      'rights.prices': 'To be had for points:\n{list}\nSend /exchange and the name.',
      'rights.price': '{name}, {cost} points',
      'rights.none': 'There is nothing to be had for points here yet; the owner writes it into points.yaml.',
      'rights.which': 'There is no such thing; to be had are: {list}',
      'rights.short': '{name} takes {cost} points, {left} more than you have.',
      'rights.noOwner': 'Nobody has claimed this group yet, so nobody could make good on it. Later, please.',
      'rights.done': '{name} is yours for {cost} points, {total} are left. I told the owner.',
      'rights.owner': '{who} in "{topic}" gave {cost} points for "{name}": please make good on it.',
      'rights.reason': 'for {name}',
    },
  },
  commands: [
    {
      names: ['权益', 'rights'],
      who: 'newcomer',
      in: 'anywhere',
      async run(ctx) {
        const { tiers, rights } = ctx.config
        const list = inOrder(tiers).map(tier =>
          ctx.text('rights.tier', {
            name: tier.name,
            from: tier.from,
            rights: tier.rights.length === 0 ? ctx.text('rights.open') : tier.rights.join('、'),
          }),
        )
        const prices = rights.map(({ name, cost }) => ctx.text('rights.price', { name, cost })).join('\n')
        const whole = ctx.text('rights.list', { list: [...list, ctx.text('rights.staff')].join('\n') })
        await ctx.whisper(rights.length === 0 ? whole : `${whole}\n${ctx.text('rights.prices', { list: prices })}`)
      },
    },
    {
      names: ['换权益', 'exchange'],
      who: 'member',
      in: 'anywhere',
      help: '用积分换一项权益',
      order: 54,
      listed: ({ rights }) => rights.length > 0,
      args: args({ what: rest({ max: 40, name: '名称', optional: true }) }),
      example: '/换权益 赠书',
      async run(ctx, { what = '' }) {
        const { rights } = ctx.config
        if (rights.length === 0) return ctx.decline(ctx.text('rights.none'))
        const list = rights.map(({ name, cost }) => ctx.text('rights.price', { name, cost })).join('、')
        const right = rights.find(({ name }) => folded(name) === folded(what))
        // What was typed is not said again: it may be anything.
        if (!right) return ctx.decline(what === '' ? list : ctx.text('rights.which', { list }))
        const [owner] = ctx.staff('owner')
        if (owner === undefined) return ctx.decline(ctx.text('rights.noOwner'))
        const { name, cost } = right
        const { points } = ctx.books
        const spent = await points.spend({
          community: ctx.community,
          member: ctx.caller.key,
          points: -cost,
          reason: ctx.text('rights.reason', { name }),
          cause: `${REDEEMED}|${ctx.message.id}`,
          at: ctx.message.sentAt,
        })
        const total = await points.total(ctx.community, ctx.caller.key)
        if (spent === 'short') return ctx.decline(ctx.text('rights.short', { name, cost, left: cost - total }))
        const values = { who: ctx.caller.name, topic: ctx.room.name, cost, name }
        await ctx.tell(owner, ctx.text('rights.owner', values), { id: 'redeemed' })
        await ctx.whisper(ctx.text('rights.done', { name, cost, total }))
      },
    },
  ],
})

function folded(text: string): string {
  return canonical(text).text.replace(/\s/g, '')
}
