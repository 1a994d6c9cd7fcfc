import { args, choice, definePart, rest } from '../../../src/kernel/plugin.js'
import { topicsConfig } from '../config.js'
import { topicOf } from '../topic.js'
import { award, carryOut, draftAwards } from './awards.js'
import { minutes } from './by-command.js'
import { optIn, optInBare, optOut, sign } from './consent.js'
import { forgetMessage } from './excerpts.js'
import { forget } from './forgetting.js'
import { hear } from './hearing.js'
import { aboutTopic, awardJob, postJob } from './jobs.js'
import { minutesPeople } from './people.js'
import { pinLine } from './pins.js'
import { draftMinutes, post, remind, settled } from './publishing.js'
import { texts } from './texts.js'

/** What comes of a topic: who gave the most to it, and the minutes. */
export const minutesPart = definePart(topicsConfig, {
  texts,
  on: {
    message: {
      async activity(ctx, message) {
        await hear(ctx, message)
        await optInBare(ctx, message)
      },
    },
    recalled: (ctx, { message }) => forgetMessage(ctx.store, message),
    settled,
  },
  commands: [
    {
      names: ['激励', 'award'],
      who: 'admin',
      in: 'anywhere',
      help: '话题聊完，给贡献多的人发分',
      order: 56,
      args: args({ who: rest({ optional: true, max: 200, name: '名单上的号码' }) }),
      example: '/激励 1 2',
      record: ({ who }) => who !== undefined,
      run: (ctx, { who }) => award(ctx, who),
    },
    {
      names: ['精华', 'pin'],
      who: 'admin',
      in: 'anywhere',
      help: '引用一句话，让它进话题纪要',
      order: 57,
      args: args({ what: rest({ optional: true, name: '@某人或那句话' }) }),
      example: '/精华 @王敏',
      record: 'never',
      run: (ctx, { what }) => pinLine(ctx, what),
    },
    {
      names: ['纪要', 'minutes'],
      who: 'newcomer',
      in: 'anywhere',
      args: args({ what: rest({ optional: true, max: 200, name: '发布|去掉 3|导出|作废' }) }),
      example: '/纪要 发布',
      record: ({ what }) => what !== undefined,
      run: (ctx, { what }) => minutes(ctx, what),
    },
    {
      names: ['不收录', 'optout'],
      bare: ['不收录'],
      who: 'newcomer',
      in: 'anywhere',
      help: '不要把我的话收进纪要',
      order: 44,
      evenLate: true,
      run: optOut,
    },
    { names: ['收录', 'optin'], who: 'newcomer', in: 'anywhere', run: optIn },
    {
      names: ['署名', 'sign'],
      who: 'newcomer',
      in: 'anywhere',
      args: args({ off: choice({ off: ['取消', '不', 'off'] }, { optional: true, name: '取消' }) }),
      run: (ctx, { off }) => sign(ctx, { off: off !== undefined }),
    },
  ],
  jobs: {
    awardDraft: { data: aboutTopic, run: (ctx, { id }) => draftAwards(ctx, id) },
    award: {
      data: awardJob,
      async run(ctx, { id, members }) {
        const topic = await topicOf(ctx.store, id)
        if (topic) await carryOut(ctx, topic, members)
      },
    },
    minutesDraft: { data: aboutTopic, run: (ctx, { id }) => draftMinutes(ctx, id) },
    minutesReminder: { data: aboutTopic, run: (ctx, { id }) => remind(ctx, id) },
    minutesPost: { data: postJob, run: post },
    minutesForget: { data: aboutTopic, run: (ctx, { id }) => forget(ctx, id) },
  },
  people: minutesPeople,
})
