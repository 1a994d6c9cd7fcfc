import { args, atLeast, BOT, canonical, choice, definePart, person, rest } from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { givePass } from './promo.js'
import { adCommandTexts } from './texts.js'

/** More than anybody keeps an eye on by hand; longer lists belong into the YAML. */
const WORDS = 200

/** What admins say about ads beforehand: their own words, and who may promote once. */
export const adCommandsPart = definePart(rulesConfig, {
  texts: adCommandTexts,
  commands: [
    {
      names: ['广告词', 'adwords'],
      who: 'admin',
      in: 'room',
      help: '看、加、删广告词',
      order: 24,
      args: args({
        change: choice(
          { add: ['加', '增加', '添加'], remove: ['删', '删除', '减', '去掉'] },
          { optional: true, name: '加|删' },
        ),
        word: rest({ optional: true, name: '词', max: 30 }),
      }),
      example: '/广告词 加 免费领',
      record: ({ change, word }) => change !== undefined && word !== undefined,
      async run(ctx, { change, word = '' }) {
        const { words, allow } = ctx.config.ads
        const asRead = (text: string) => canonical(text).text.trim()
        const known = words.find(each => asRead(each) === asRead(word))
        // The words themselves are not said in the room: some of them are ads.
        if (change === undefined || word === '') {
          const listed = (all: readonly string[]) => all.join('、') || ctx.text('adWordsNone')
          await ctx.whisper(
            ctx.text('adWords', { words: listed(words), allow: listed(allow) }),
            ctx.text('adWordsCount', { count: words.length }),
          )
        } else if (change === 'remove') {
          if (known === undefined) return ctx.decline(ctx.text('adWordUnknown'))
          const left = words.filter(each => each !== known)
          await ctx.set('ads.words', left)
          await ctx.reply(ctx.text('adWordRemoved', { count: left.length }))
        } else {
          if ([...asRead(word)].length < 2) return ctx.decline(ctx.text('adWordShort'))
          if (known !== undefined) return ctx.decline(ctx.text('adWordKnown'))
          if (words.length >= WORDS) return ctx.decline(ctx.text('adWordMany', { count: words.length }))
          await ctx.set('ads.words', [...words, word])
          await ctx.reply(ctx.text('adWordAdded', { count: words.length + 1 }))
        }
      },
    },
    {
      names: ['放行', 'allow'],
      who: 'admin',
      in: 'room',
      help: '让某人发一条推广',
      order: 25,
      args: args({ who: person() }),
      example: '/放行 @张伟',
      async run(ctx, { who }) {
        const member = await ctx.whichOf(who)
        if (!member) return
        const { key, name, role } = member
        if (key === BOT || atLeast(role, 'admin')) return ctx.decline(ctx.text('promoPassNoNeed', { name }))
        await givePass(ctx, key, { at: ctx.now(), by: ctx.caller.key })
        await ctx.reply(ctx.text('promoPass', { name }))
      },
    },
  ],
})
