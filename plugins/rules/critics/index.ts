import {
  atLeast,
  authoredText,
  canonical,
  clockOf,
  dateOf,
  definePart,
  FRESH,
  type Millis,
} from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { isAgreement, isCriticism, mayComplain } from './complaint.js'
import { noteTold, toldLately } from './mood.js'
import { texts } from './texts.js'
import { voicesOf } from './voices.js'

/** The owner hears of one burst of complaints, and of the next not within this. */
const QUIET: Millis = 3_600_000
/** A complaint is in the first words, or it is a treatise. */
const READ = 300

/** When several people complain about the group, the owner alone is told. Nobody is judged by it, and nothing is said. */
export const criticsPart = definePart(rulesConfig, {
  texts,
  on: {
    message: {
      async activity(ctx, message) {
        const { room, member, sentAt: at } = message
        if (room === undefined || ctx.now() - at > FRESH) return
        const { words, minPeople, window } = ctx.config.alerts.negative
        const written = authoredText(message.parts).slice(0, READ)
        if (written === '' || (words.length === 0 && !mayComplain(written))) return
        const text = canonical(written).text.trim()
        const voices = voicesOf(ctx.store)
        const complains = isCriticism(text, words) || (isAgreement(text) && voices.isNod(room, member, at))
        if (!complains || atLeast(ctx.member(member).role, 'admin')) return
        // What follows an alert is what the owner is reading already.
        const told = await toldLately(ctx.store)
        if (told.some(each => at - each.at < QUIET)) return
        voices.heard(room, member, at, window)
        const mood = voices.mood(room, minPeople)
        const [owner] = ctx.staff('owner')
        if (!mood) return
        voices.clear(room)
        await noteTold(ctx.store, { at, ...mood })
        const line = ctx.text('complaints', { topic: ctx.room.name, ...mood })
        // Not by a word in the room, where whoever complained would read it.
        if (owner !== undefined && (await ctx.isFriend(owner))) await ctx.dm(owner, line)
        else if (ctx.mode !== 'observe') ctx.alert(line)
      },
    },
  },
  commands: [
    {
      names: ['舆情', 'alerts'],
      who: 'owner',
      in: 'anywhere',
      help: '近来群里的抱怨',
      order: 75,
      record: 'never',
      async run(ctx) {
        const told = await toldLately(ctx.store)
        if (told.length === 0) return ctx.whisper(ctx.text('moodNone'))
        const lines = [...told].reverse().map(({ at, people, messages }) => {
          const [, month = '', day = ''] = dateOf(at, ctx.zone).split('-')
          const time = clockOf(at, ctx.zone)
          return ctx.text('moodLine', { month: Number(month), day: Number(day), time, people, messages })
        })
        await ctx.whisper([ctx.text('moodHead'), ...lines].join('\n'), ctx.text('moodShort'))
      },
    },
  ],
})
