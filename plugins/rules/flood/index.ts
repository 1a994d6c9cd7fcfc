import {
  args,
  authoredText,
  type Ctx,
  canonical,
  choice,
  definePart,
  FRESH,
  integer,
  type MessageEvent,
  type z,
} from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { isCriticism } from '../critics/complaint.js'
import { FLOOD, measureForFlood } from './ladder.js'
import { isChain, saidIn } from './said.js'
import { type Flood, type Limits, talkOf } from './talk.js'
import { texts } from './texts.js'

type Rules = z.output<typeof rulesConfig>

/** In a chain that goes round by itself people write this many times as much; one that was announced is not counted at all. */
const STRETCH = 3

/** Too much at once, or the same again and again: one word for the whole burst, then peace for a while. */
export const floodPart = definePart(rulesConfig, {
  texts,
  on: {
    message: {
      async guard(ctx, message) {
        const { flood } = ctx.config
        const off = flood.per10s === 0 && flood.perMinute === 0 && flood.sameText === 0
        if (off || ctx.now() - message.sentAt > FRESH) return
        const found = listen(ctx, message)
        if (found) await react(ctx, message, found)
      },
    },
  },
  commands: [
    {
      names: ['刷屏', 'flood'],
      who: 'admin',
      in: 'room',
      help: '看或改刷屏的限制，如 /刷屏 10秒 8',
      order: 65,
      args: args({
        what: choice(
          {
            per10s: ['10秒', '十秒', '10s'],
            perMinute: ['分钟', '1分钟', '一分钟', '每分钟', '60秒'],
            sameText: ['重复', '同样', '同样的话'],
            off: ['关', '关闭', '不限'],
            on: ['开', '打开', '默认'],
          },
          { optional: true, name: '10秒|分钟|重复|关|开' },
        ),
        count: integer({ min: 0, max: 1_000, optional: true, name: '条数' }),
      }),
      example: '/刷屏 10秒 8',
      record: ({ what, count }) => what === 'off' || what === 'on' || count !== undefined,
      async run(ctx, { what, count }) {
        if (what === 'off') {
          for (const limit of limits) await ctx.set(`flood.${limit}`, 0)
          return ctx.reply(ctx.text('floodOff'))
        }
        let { flood } = ctx.config
        if (what === 'on') {
          ;({ flood } = rulesConfig.parse({}))
          for (const limit of limits) await ctx.set(`flood.${limit}`, flood[limit])
        } else if (what !== undefined && count !== undefined) {
          await ctx.set(`flood.${what}`, count)
          flood = { ...flood, [what]: count }
        }
        const shown = (limit: number) => (limit === 0 ? ctx.text('floodNever') : limit)
        const { per10s, perMinute, sameText } = flood
        await ctx.reply(
          ctx.text('floodNow', {
            per10s: shown(per10s),
            perMinute: shown(perMinute),
            sameText: shown(sameText),
          }),
        )
      },
    },
  ],
})

const limits = ['per10s', 'perMinute', 'sameText'] as const

/** Takes a message in; tells when its author says too much. Staff and announced topics and chains are not counted. */
function listen(ctx: Ctx<Rules>, message: MessageEvent): Flood | undefined {
  const { member, sentAt: at } = message
  const room = ctx.room.key
  const talk = talkOf(ctx.store)
  const text = authoredText(message.parts)
  if (isChain(text)) talk.chained(room, at)
  const stretched = talk.inChain(room, at)
  const found = talk.heard(
    room,
    member,
    { at, said: repeatable(message, text) },
    stretched ? wider(ctx.config.flood) : ctx.config.flood,
  )
  if (!found) return undefined
  const { windows } = ctx.books
  // What began in a topic is no flood because the topic ended meanwhile.
  const open = (['topic', 'chain'] as const).some(
    kind => windows.isOpen(room, kind, at) || windows.isOpen(room, kind, found.since),
  )
  if (!open && !isRepeatedComplaint(ctx, found, text)) return found
  talk.clear(room, member)
  return undefined
}

async function react(ctx: Ctx<Rules>, { member: key, sentAt }: MessageEvent, found: Flood): Promise<void> {
  const { flood, ads } = ctx.config
  const night = ctx.quietUntil()
  // At night the word waits for the morning: one for all that was written until then.
  talkOf(ctx.store).clear(ctx.room.key, key, Math.max(sentAt + flood.cooldown, night ?? 0))
  const member = ctx.member(key)
  const cases = ctx.casesOf(key)
  // Who is on his way out need not be reminded.
  if (cases.some(({ status }) => status === 'acting')) return
  const measure = measureForFlood({ member, cases, now: sentAt, window: ads.strikeWindow, mode: ctx.mode })
  if (measure === undefined) return
  const first = found.limit === 'sameText' ? 'floodRepeat' : 'floodRemind'
  const word = night !== undefined ? 'floodNight' : measure === 'remind' ? first : 'floodWarn'
  await ctx.accuse({
    member: key,
    kind: FLOOD,
    reason: ctx.text('flood'),
    measure,
    verdict: {
      verdict: 'suspect',
      score: found.count,
      checks: limits.map(limit => ({
        name: ctx.text(`floodLimit.${limit}`),
        hit: limit === found.limit,
        score: limit === found.limit ? found.count : 0,
        ...(limit === found.limit ? { evidence: ctx.text('floodCount', { count: found.count }) } : {}),
      })),
    },
    ...(measure === 'admins' ? {} : { text: ctx.text(word) }),
  })
}

/** What counts when it is said again: words of his own, and no order, which is answered by rules of its own. */
function repeatable({ mentionsBot }: MessageEvent, text: string): number | undefined {
  if (text === '' || mentionsBot || /^[/／、]/.test(text) || isChain(text)) return undefined
  return saidIn(canonical(text.slice(0, READ)).text)
}

/** A complaint about the group may be repeated: nobody is to be silenced by a rule about repeating. */
function isRepeatedComplaint({ config }: Ctx<Rules>, { limit }: Flood, text: string): boolean {
  return limit === 'sameText' && isCriticism(canonical(text.slice(0, READ)).text, config.alerts.negative.words)
}

/** Two texts that begin alike for so long are the same to whoever reads them. */
const READ = 200

function wider(flood: Limits): Limits {
  const { per10s, perMinute, sameText, sameTextWindow } = flood
  return { per10s: per10s * STRETCH, perMinute: perMinute * STRETCH, sameText: sameText * STRETCH, sameTextWindow }
}
