import { definePart } from '../../../src/kernel/plugin.js'
import { topicsConfig } from '../config.js'
import { comingTopics, eraseFromTopics, exportFromTopics, mergeInTopics } from '../topic.js'
import { cancel, create, end, extend, list, move, nameHost, other, setGuide, typed } from './commands.js'
import { hostLeft, ring } from './phases.js'
import { momentJob, schedule } from './schedule.js'
import { texts } from './texts.js'

/** The hour of a topic from its first announcement to its last line, and the commands that set, move and end it. */
export const eveningPart = definePart(topicsConfig, {
  texts,
  commands: [
    {
      names: ['话题 新建', '话题 新增', '话题 创建', '话题 建', '话题 开', '话题 发起', 'topic new'],
      who: 'admin',
      in: 'anywhere',
      help: '定一个话题，如 /话题 新建 标题 明天 21:00-21:30',
      order: 40,
      args: typed.create,
      example: '/话题 新建 社群多少人最合适？ 明天 21:00-21:30',
      run: create,
    },
    {
      names: ['话题 延长', '话题 加时', 'topic extend'],
      who: 'admin',
      in: 'anywhere',
      args: typed.extend,
      example: '/话题 延长 10',
      run: extend,
    },
    {
      names: ['话题 结束', '话题 收尾', 'topic end'],
      who: 'newcomer',
      in: 'anywhere',
      args: typed.end,
      example: '/话题 结束',
      record: 'always',
      run: end,
    },
    {
      names: ['话题 取消', '话题 撤销', '话题 撤', 'topic cancel'],
      who: 'admin',
      in: 'anywhere',
      args: typed.cancel,
      example: '/话题 取消 T3',
      run: cancel,
    },
    {
      names: ['话题 改期', '话题 改时间', '话题 改到', 'topic move'],
      who: 'admin',
      in: 'anywhere',
      args: typed.move,
      example: '/话题 改期 T3 周五 21:00-21:30',
      run: move,
    },
    {
      names: ['话题 主持', '话题 主持人', 'topic host'],
      who: 'admin',
      in: 'anywhere',
      args: typed.host,
      example: '/话题 主持 @小周',
      run: nameHost,
    },
    {
      names: ['话题 导引', '话题 引导', '话题 问题', 'topic guide'],
      who: 'admin',
      in: 'anywhere',
      args: typed.guide,
      example: '/话题 导引 多少人时你会不想说话？',
      run: setGuide,
    },
    {
      names: ['话题 列表', '话题 安排', 'topic list', 'topics'],
      who: 'newcomer',
      in: 'anywhere',
      run: list,
    },
    {
      names: ['话题', 'topic'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看看聊什么、什么时候聊',
      order: 25,
      args: typed.other,
      record: ({ what }) => what !== undefined,
      run: other,
    },
  ],
  jobs: { moment: { data: momentJob, run: ring } },
  on: {
    async left(ctx, { members }) {
      for (const topic of await comingTopics(ctx.store)) {
        if (topic.host !== undefined && members.includes(topic.host)) await hostLeft(ctx, topic)
      }
    },
    // A crash between a topic and its jobs, or another `announce:`, leaves them to be set.
    async configured(ctx) {
      for (const topic of await comingTopics(ctx.store)) await schedule(ctx, topic)
    },
  },
  people: { merge: mergeInTopics, export: exportFromTopics, erase: eraseFromTopics },
})
