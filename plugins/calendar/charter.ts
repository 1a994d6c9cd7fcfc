import { addDays, dateOf, definePart, nextCron } from '../../src/kernel/plugin.js'
import { calendarConfig } from './config.js'

const LINES = ['goal', 'value', 'for', 'notFor'] as const
const LATEST = 12 * 3_600_000
/** A group in which nobody wrote for so many days is left alone. */
const ACTIVE_DAYS = 7

/** Now and then the charter again, in the words of the community's file. */
export const charterPart = definePart(calendarConfig, {
  texts: {
    'zh-CN': {
      charter: '再说一遍，「{topic}」是这样的群：{lines}',
      'charter.goal': '\n为什么有这个群：{text}',
      'charter.value': '\n你能得到：{text}',
      'charter.for': '\n适合：{text}',
      'charter.notFor': '\n不适合：{text}',
    },
    en: {
      charter: 'Once more what "{topic}" is:{lines}',
      'charter.goal': '\nWhat it is for: {text}',
      'charter.value': '\nWhat you get: {text}',
      'charter.for': '\nFor: {text}',
      'charter.notFor': '\nNot for: {text}',
    },
  },
  timers: {
    charter: {
      at: ({ charter: { weekly } }, after, zone) => (weekly === 'off' ? undefined : nextCron(weekly, after, zone)),
      missed: 'skip',
      async run(ctx, { due }) {
        const lines = LINES.flatMap(key => {
          const text = ctx.charter[key].trim()
          return text === '' ? [] : [ctx.text(`charter.${key}`, { text })]
        })
        const today = dateOf(ctx.now(), ctx.zone)
        const spoke = await ctx.books.activity.countsOf(ctx.room.key, addDays(today, -ACTIVE_DAYS), today)
        if (lines.length === 0 || spoke.size === 0) return
        const text = ctx.text('charter', { topic: ctx.room.name, lines: lines.join('') })
        await ctx.say(text, { manner: 'unasked', expires: due + LATEST })
      },
    },
  },
})
