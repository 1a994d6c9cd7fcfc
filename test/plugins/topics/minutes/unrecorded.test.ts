import { afterEach, expect, it } from 'vitest'
import type { Chat } from '../../../support/chat.js'
import { openEvening, openTopicHour } from '../../../support/topic-evening.js'

let chat: Chat | undefined
afterEach(() => chat?.close())

const his = ['阿豪觉得流量才是一切的根本', '群越大越容易转化成交这是常识']
const hers = '一百五十人以内大家还叫得出彼此的名字'

async function evening(spec: Parameters<typeof openEvening>[0] = {}) {
  const opened = await openEvening(spec)
  ;({ chat } = opened)
  return opened
}

it('keeps words only while a topic is open, and none of who said 不收录, from that moment on', async () => {
  const { chat, dump } = await evening()
  await chat.says('阿豪', '这一句是在话题开始之前说的，不该留下来')
  await openTopicHour(chat)
  await chat.says('王敏', hers)
  await chat.says('阿豪', his[0] ?? '')
  expect(await dump()).toContain(his[0])
  expect(await dump()).toContain(hers)
  expect(await dump()).not.toContain('话题开始之前')

  await chat.says('阿豪', '不收录')
  await chat.hears(/以后不收录你的话/)
  await chat.says('阿豪', his[1] ?? '')
  for (const words of his) expect(await dump()).not.toContain(words)
  // No pairs of letters either, of which one could put the words together again.
  const prints = (await dump()).split('\n').filter(row => row.includes(':prints:T1'))
  expect(prints.join('').match(/pairs/g)).toHaveLength(1)

  await chat.wait('21:50')
  expect(await chat.isTold('小周', /纪要草稿/)).not.toMatch(/阿豪|流量|转化/)
  await chat.says('小周', '/纪要 发布')
  await chat.hears(/纪要来了/)
  await chat.says('王敏', '这一句是在话题结束之后说的，也不该留下来')
  expect(await dump()).not.toContain('话题结束之后')
  expect(await dump()).not.toMatch(/流量|转化/)
})

it('takes somebody’s lines out of a draft that is written, and out of what was pinned', async () => {
  const { chat, dump } = await evening()
  await openTopicHour(chat)
  await chat.says('王敏', hers)
  await chat.says('阿豪', his[0] ?? '')
  await chat.says('小周', '/精华 @阿豪')
  await chat.hears(/阿豪的这句记为精华/)
  await chat.wait('21:46')
  expect(await chat.isTold('小周', /纪要草稿/)).toMatch(/★ 阿豪/)
  await chat.says('阿豪', '/不收录')
  await chat.hears(/以后不收录你的话/)
  await chat.says('小周', '/精华 @阿豪')
  await chat.hears(/没有收录/)
  await chat.says('小周', '/纪要 发布')
  expect(await chat.hears(/纪要来了/)).not.toContain('阿豪')
  await chat.wait('1m')
  const file = chat.stage.acts.find(act => act.act === 'file')
  expect(JSON.stringify(file)).toMatch(/王敏/)
  expect(JSON.stringify(file)).not.toMatch(/阿豪|流量/)
  expect(await dump()).not.toContain(his[0])
})

it('holds for every room of the community, said in private too, over a restart, until it is taken back', async () => {
  const { chat, dump } = await evening({
    people: { 林老师: { friend: true }, 小周: { friend: true }, 阿豪: { friend: true } },
    rooms: {
      g1: { topic: '一群', members: ['林老师', '小周', '王敏', '阿豪'] },
      g2: { topic: '二群', members: ['林老师', '小周', '王敏', '阿豪'] },
    },
  })
  await openTopicHour(chat)
  await chat.says('小周', '/话题 新建 另一个群里的话题 今天 21:10-21:40', { room: 'g2' })
  await chat.wait('21:11')
  await chat.says('王敏', hers, { room: 'g2' })
  await chat.says('阿豪', his[0] ?? '', { room: 'g2' })
  expect(await dump()).toContain(his[0])
  await chat.dms('阿豪', '不收录')
  await chat.isTold('阿豪', /以后不收录你的话/)
  expect(await dump()).not.toContain(his[0])
  expect(await dump()).toContain(hers)
  await chat.crash()
  await chat.says('阿豪', his[0] ?? '')
  await chat.says('阿豪', his[0] ?? '', { room: 'g2' })
  expect(await dump()).not.toContain(his[0])
  await chat.says('阿豪', '/收录')
  await chat.hears(/可以收录你的了/)
  await chat.says('阿豪', his[1] ?? '', { room: 'g2' })
  expect(await dump()).toContain(his[1])
})

it('keeps nothing that was taken back, that tells how to reach somebody, or that became a case', async () => {
  const { chat, dump } = await evening()
  await openTopicHour(chat)
  await chat.says('王敏', hers)
  await chat.says('赵磊', '我有一份社群运营的资料，电话 13812345678 大家随便问')
  await chat.says('小鹿', '这句话我说错了马上就撤回，请大家不要当真')
  expect(await dump()).toContain('马上就撤回')
  chat.world.recall({ who: '小鹿' })
  await chat.stage.idle()
  expect(await dump()).not.toContain('马上就撤回')
  expect(await dump()).not.toContain('13812345678')
  await chat.wait('21:46')
  expect(await chat.isTold('小周', /纪要草稿/)).not.toMatch(/撤回|电话/)
})

it('drops what was kept after its time', async () => {
  const { chat, dump } = await evening({ config: { plugins: { topics: { summary: { keep: '2d' } } } } })
  await openTopicHour(chat)
  await chat.says('王敏', hers)
  await chat.wait('21:46')
  await chat.wait('1d')
  expect(await dump()).toContain(hers)
  await chat.wait('1d')
  expect(await dump()).not.toContain(hers)
  expect(await dump()).not.toMatch(/:(?:excerpts|turns|prints):T1/)
  await chat.says('小周', '/纪要')
  await chat.hears(/没有可以收录的话/)
})

it('drops what belongs to a topic that was called off', async () => {
  const { chat, dump } = await evening()
  await openTopicHour(chat)
  await chat.says('王敏', hers)
  await chat.says('小周', '/话题 取消')
  await chat.wait('23:00')
  expect(await dump()).not.toContain(hers)
  expect(await dump()).not.toMatch(/:(?:excerpts|turns|prints):T1/)
})
