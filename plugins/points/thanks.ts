import {
  args,
  authoredText,
  BOT,
  type Ctx,
  dateOf,
  definePart,
  FRESH,
  type MemberKey,
  type MemberView,
  type MessageEvent,
  type Millis,
  person,
  rest,
  type Store,
  simplify,
} from '../../src/kernel/plugin.js'
import { type PointsConfig, pointsConfig } from './config.js'

/** Somebody was thanked, and got points for it. */
interface Thanks {
  to: MemberKey
  at: Millis
  /** The giver's day, `YYYY-MM-DD`. */
  date: string
  message: string
}

/** Who thanked me within this time is not thanked back with points: two could do so for ever. */
const MUTUAL: Millis = 7 * 86_400_000

/** `thanks` hash `community|member` → Thanks of his last seven days, in the account's corner: a community spans rooms. */
const thanksOf = (store: Store) => store.at('account').hash<Thanks[]>('thanks')
const row = (community: string, member: MemberKey) => `${community}|${member}`

/** What the ledger's line of a thanks is called; who gave it stands in its cause. */
const THANKS = 'thanks'

/** `/谢谢 @王敏`, and 「谢谢 @王敏」 as a whole message: who was helped says by whom. */
export const thanksPart = definePart(pointsConfig, {
  texts: {
    'zh-CN': {
      'thanks.done': '{from} 谢谢 {to}，{to} +{points}',
      'thanks.noted': '{from} 谢谢 {to}，心意收到。',
      'thanks.mutual': '{to}这几天刚谢过你，这句谢谢心意收到，分就不加了。',
      'thanks.again': '今天已经谢过{to}了，心意收到。',
      'thanks.spent': '今天的 {count} 次谢谢都送完了，心意收到，明天再来。',
      'thanks.self': '谢谢自己也挺好，就是不加分。',
      'thanks.bot': '不客气～',
      'thanks.whom': '谢谁？这样写：/谢谢 @某人',
      'thanks.reason': '答谢',
    },
    en: {
      'thanks.done': '{from} thanks {to}; {to} +{points}',
      'thanks.noted': '{from} thanks {to}. Noted.',
      'thanks.mutual': '{to} thanked you only lately: noted, without points this time.',
      'thanks.again': 'You thanked {to} today already: noted.',
      'thanks.spent': 'Today’s {count} thanks are given: noted, more tomorrow.',
      'thanks.self': 'Thanking oneself is fine, and gives no points.',
      'thanks.bot': 'You are welcome.',
      'thanks.whom': 'Whom? Like this: /thanks @name',
      'thanks.reason': 'thanks',
    },
  },
  commands: [
    {
      names: ['谢谢', '感谢', 'thanks'],
      who: 'newcomer',
      in: 'room',
      help: '谢谢帮过你的人，如 /谢谢 @王敏',
      order: 52,
      args: args({ who: person({ optional: true }), why: rest({ max: 500, optional: true }) }),
      example: '/谢谢 @王敏',
      async run(ctx, { who }) {
        if (who === undefined) return ctx.reply(ctx.text(ctx.message.mentionsBot ? 'thanks.bot' : 'thanks.whom'))
        const to = await ctx.whichOf(who)
        if (to) await ctx.reply(await thank(ctx, ctx.message, to))
      },
    },
  ],
  on: {
    message: {
      async activity(ctx, message) {
        const to = thankedIn(message)
        if (to === undefined || to === BOT || to === message.member || ctx.now() - message.sentAt > FRESH) return
        await ctx.say(await thank(ctx, message, ctx.member(to)), { id: 'thanks', manner: 'reply' })
      },
    },
  },
  people: {
    async merge(store, from, into) {
      const thanks = thanksOf(store)
      for (const key of (await thanks.all()).keys()) {
        await thanks.update(key, known => known?.map(each => (each.to === from ? { ...each, to: into } : each)))
      }
      for (const [key, own] of await thanks.all()) {
        if (!key.endsWith(`|${from}`)) continue
        const target = row(key.slice(0, key.lastIndexOf('|')), into)
        await thanks.update(target, (known = []) => {
          const others = own.filter(each => !known.some(({ message }) => message === each.message))
          return [...known, ...others].sort((a, b) => a.at - b.at)
        })
        await thanks.delete(key)
      }
    },
    async export(store, member) {
      const own = [...(await thanksOf(store).all())].filter(([key]) => key.endsWith(`|${member}`))
      return own.length === 0
        ? undefined
        : { thanks: own.flatMap(([, given]) => given.map(({ at, date }) => ({ at, date }))) }
    },
    async erase(store, member) {
      const thanks = thanksOf(store)
      for (const key of (await thanks.all()).keys()) {
        if (key.endsWith(`|${member}`)) await thanks.delete(key)
        else
          await thanks.update(key, known => {
            const left = known?.filter(({ to }) => to !== member) ?? []
            return left.length === 0 ? undefined : left
          })
      }
    },
  },
})

/** Gives the points, or says kindly why there are none; what to say. The same message again gives and says the same. */
async function thank(ctx: Ctx<PointsConfig>, message: MessageEvent, to: MemberView): Promise<string> {
  const from = ctx.member(message.member)
  const { perDay } = ctx.config.thanks
  const points = ctx.config.points.answer
  if (to.key === BOT) return ctx.text('thanks.bot')
  if (to.key === from.key) return ctx.text('thanks.self')
  if (perDay === 0 || points === 0) return ctx.text('thanks.noted', { from: from.name, to: to.name })
  const at = message.sentAt
  const back = await thanksOf(ctx.store).get(row(ctx.community, to.key))
  if (back?.some(each => each.to === from.key && each.at > at - MUTUAL))
    return ctx.text('thanks.mutual', { to: to.name })
  const date = dateOf(at, ctx.zone)
  const given = await note(
    ctx.store,
    row(ctx.community, from.key),
    { to: to.key, at, date, message: message.id },
    perDay,
  )
  if (given === 'again') return ctx.text('thanks.again', { to: to.name })
  if (given === 'spent') return ctx.text('thanks.spent', { count: perDay })
  await ctx.books.points.add({
    community: ctx.community,
    member: to.key,
    points,
    reason: ctx.text('thanks.reason'),
    cause: `${THANKS}|${from.key}|${date}`,
    at,
  })
  return ctx.text('thanks.done', { from: from.name, to: to.name, points })
}

/** Notes a thanks, unless he thanked the same person today or has given all that a day has; of two at once one counts. */
async function note(store: Store, giver: string, thanks: Thanks, perDay: number): Promise<'given' | 'again' | 'spent'> {
  const isSame = (each: Thanks) => each.to === thanks.to && each.date === thanks.date
  const all = await thanksOf(store).update(giver, (known = []) => {
    if (known.some(each => each.message === thanks.message || isSame(each))) return known
    if (known.filter(({ date }) => date === thanks.date).length >= perDay) return known
    return [...known.filter(each => each.at > thanks.at - MUTUAL), thanks]
  })
  if (all?.some(({ message }) => message === thanks.message)) return 'given'
  return all?.some(isSame) ? 'again' : 'spent'
}

const words = /^(?:谢谢|感谢|多谢|谢谢你|感谢你|谢啦|谢了)[\s，,。.!！~～]*$/

/** Whom a message thanks that says nothing else: 「谢谢 @王敏」, 「感谢@王敏！」. */
function thankedIn(message: MessageEvent): MemberKey | undefined {
  const mentions = message.parts.flatMap(part => (part.kind === 'mention' ? [part] : []))
  const others = message.parts.some(({ kind }) => kind !== 'mention' && kind !== 'text')
  if (mentions.length !== 1 || others) return undefined
  return words.test(simplify(authoredText(message.parts))) ? mentions[0]?.member : undefined
}

/** Who gave the thanks that a line of the ledger is for, if it is one. */
export function thankerOf(cause: string): MemberKey | undefined {
  const [kind, giver] = cause.split('|')
  return kind === THANKS ? giver : undefined
}
