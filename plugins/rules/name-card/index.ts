import { definePart, z } from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { answerOwn, callToOrder, showAll, showOwn } from './commands.js'
import { begin, nextList, tellOwner } from './lists.js'
import { judgeName } from './posing.js'
import { cardPeople } from './records.js'
import { attend, setAlarm, settled, tend, thank } from './tending.js'
import { cardTexts } from './texts.js'

const nothing = z.strictObject({})

/**
 * Name cards: what shape they have, who is reminded of it and when, and what becomes of those who never mind. People who
 * were there before the bot, or come over from another room of the community, are on the owner's list and hear nothing.
 */
export const nameCardPart = definePart(rulesConfig, {
  texts: cardTexts,
  on: {
    async joined(ctx, { members }) {
      for (const key of members) await judgeName(ctx, ctx.member(key), 'came')
      await attend(ctx, members.map(ctx.member))
    },
    async cardChanged(ctx, { member, to }) {
      const view = ctx.member(member)
      if (to !== '') await judgeName(ctx, view, 'changed')
      await attend(ctx, [view], { changed: true })
    },
    async renamed(ctx, { member, to }) {
      const view = ctx.member(member)
      // Behind a card a nickname is nobody's business.
      if (view.card !== to) return
      await judgeName(ctx, view, 'changed')
      await attend(ctx, [view], { changed: true })
    },
    async left(ctx, { members }) {
      await attend(ctx, members.map(ctx.member))
    },
    async configured(ctx) {
      await begin(ctx)
      await attend(ctx, ctx.members())
      await setAlarm(ctx)
    },
    settled,
  },
  timers: {
    cardList: {
      at: ({ nameCard }, after, zone) => (nameCard.pattern === '' ? undefined : nextList(after, zone)),
      missed: 'run',
      upTo: 2 * 86_400_000,
      run: tellOwner,
    },
  },
  jobs: {
    cards: { data: nothing, run: ctx => tend(ctx) },
    cardThanks: { data: nothing, run: ctx => thank(ctx) },
    cardAnswer: { data: z.strictObject({ member: z.string(), private: z.boolean() }), run: answerOwn },
  },
  commands: [
    {
      names: ['名片', 'card'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看自己的群名片对不对',
      order: 40,
      run: showOwn,
    },
    {
      names: ['名片检查', 'card-check'],
      who: 'admin',
      in: 'anywhere',
      help: '看谁的群名片不合格式',
      order: 41,
      record: 'never',
      run: showAll,
    },
    {
      names: ['名片 整队', 'card all'],
      who: 'owner',
      in: 'anywhere',
      help: '请大家对一下群名片，只发一条',
      order: 42,
      run: callToOrder,
    },
  ],
  people: cardPeople,
})
