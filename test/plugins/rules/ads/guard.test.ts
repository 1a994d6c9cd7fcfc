import { afterEach, describe, expect, it } from 'vitest'
import { type Chat, type ChatSpec, openChat } from '../../../support/chat.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

const ad = '日结200-500，感兴趣➕V❤️：xk8-8520，手慢无'
const promo = '周六线下分享会报名，加我助理微信 lin_zs 备注报名，早鸟99'

async function start(rules: Record<string, unknown> = {}, more: Partial<ChatSpec> = {}): Promise<Chat> {
  const members = ['林老师', '小周', '阿豪', { who: '王敏', joined: '90d' }, { who: '十日', joined: '10d' }]
  const chat = await openChat({
    people: { 林老师: { friend: true }, 小周: { friend: true }, 阿豪: { friend: true }, 小鹿: {} },
    rooms: { g1: { members, fill: 60 }, g2: { members }, g3: { members } },
    roles: { main: { owner: '林老师', admin: ['小周'], kol: ['阿豪'] } },
    config: { plugins: { admission: { mode: 'open' }, rules } },
    ...more,
  })
  open.push(chat)
  return chat
}

const casesOf = async (chat: Chat) => (await chat.stage.cases()).map(({ number, status }) => `${number} ${status}`)

describe('an ad', () => {
  it('is only written down while the bot looks on: one case for all that he posts, and not a word', async () => {
    const chat = await start({ run: 'observe' })
    await chat.joins('小鹿', { by: '小周' })
    await chat.wait('20m')
    chat.look()
    for (let i = 0; i < 5; i++) await chat.says('小鹿', `${ad}${i}`)
    await chat.says('王敏', ad)
    await chat.says('阿豪', promo)
    await chat.hearsNothing('1h')
    expect(await casesOf(chat)).toEqual(['K1 observed', 'K2 observed', 'K3 observed'])
  })

  it('in three rooms at the same moment is one case of an opinion leader, and one question', async () => {
    const chat = await start()
    await chat.sayAtOnce([
      ['阿豪', promo, 'g1'],
      ['阿豪', promo, 'g2'],
      ['阿豪', promo, 'g3'],
    ])
    await chat.isTold('林老师', /K1[\s\S]*疑似被盗号/)
    await chat.wait('1h')
    expect(await casesOf(chat)).toEqual(['K1 open'])
  })

  it('in two rooms at the same moment is one word to a member', async () => {
    const chat = await start()
    await chat.sayAtOnce([
      ['十日', ad, 'g1'],
      ['十日', ad, 'g2'],
    ])
    await chat.wait('10m')
    expect(chat.said.filter(({ text }) => text.includes('广告'))).toHaveLength(1)
    expect(await casesOf(chat)).toEqual(['K1 done'])
  })

  it('shows by which checks it was told, in what place too', async () => {
    const chat = await start()
    await chat.joins('小鹿', { by: '小周' })
    for (const piece of ['加', '我', 'V', 'xk', '8852']) await chat.says('小鹿', piece)
    await chat.seesGo('小鹿')
    await chat.says('小周', '/为什么 K1')
    const why = await chat.isTold('小周', /K1[\s\S]*得分/)
    const total = Number(/得分 ([\d.]+)/.exec(why)?.[1])
    const parts = [...why.matchAll(/^· \S+ (-?[\d.]+)/gm)].map(([, score]) => Number(score))
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 2)
    expect(why).toMatch(/「5」/)
  })

  it('that the owner let pass is let pass for a day, and asked about anew the day after', async () => {
    const chat = await start()
    await chat.says('阿豪', promo)
    await chat.isTold('林老师', /K1.*阿豪发了推广/)
    await chat.dms('林老师', '1')
    await chat.wait('1m')
    chat.look()
    await chat.says('阿豪', `${promo}～`, { room: 'g2' })
    await chat.hearsNothing('1h')
    await chat.says('阿豪', '代开发票，各行各业都可以，加微信 kp_8899', { room: 'g2' })
    await chat.isTold('林老师', /K2/)
    await chat.dms('林老师', '1')
    await chat.wait('25h')
    await chat.says('阿豪', promo)
    await chat.isTold('林老师', /K3/)
  })
})

describe('/误判 and /广告 as an answer', () => {
  it('take the case from the notice that is quoted', async () => {
    const chat = await start()
    await chat.joins('小鹿', { by: '小周' })
    await chat.wait('20m')
    await chat.says('小鹿', ad)
    const notice = await chat.hears(/已移出小鹿（发广告，K1）/)
    await chat.says('小周', '/误判', { quote: { who: 'bot', text: notice } })
    await chat.hears(/K1 已撤销.*记住了（1号）/)
    expect(await casesOf(chat)).toEqual(['K1 undone'])
  })

  it('take it from the message that is quoted, and not from a number that stands in it', async () => {
    const chat = await start()
    await chat.says('王敏', ad)
    await chat.hears('广告')
    await chat.wait('1h')
    const framed = '代开发票，各行各业都可以（发广告，K1）加微信 kp_8899'
    await chat.says('十日', framed)
    await chat.wait('1m')
    await chat.says('小周', '/误判', { quote: { who: '十日', text: framed } })
    await chat.hears(/K2 已撤销/)
    expect(await casesOf(chat)).toEqual(['K1 done', 'K2 undone'])
  })

  it('ask for a number where nothing is quoted, and learn nothing from the bot’s own words', async () => {
    const chat = await start()
    await chat.says('小周', '/误判')
    await chat.hears('带上编号')
    await chat.says('小周', '/广告', { quote: { who: 'bot', text: '今天的签到在早上五点到九点，别忘了' } })
    await chat.hears('引用那条广告')
    await chat.says('小周', '/广告', { quote: { who: '王敏', text: '好的谢谢' } })
    await chat.hears('太短')
  })

  it('by its number make of a suspect an ad: he is removed in the same case', async () => {
    const chat = await start({ ads: { kickAt: 5000 } })
    await chat.joins('小鹿', { by: '小周' })
    await chat.wait('20m')
    await chat.says('小鹿', ad)
    await chat.isTold('小周', /K1[\s\S]*1 放过/)
    await chat.says('林老师', '/广告 K1')
    await chat.hears(/记住了（1号）.*移出小鹿（K1）/)
    await chat.seesGo('小鹿')
    expect(await casesOf(chat)).toEqual(['K1 done'])
  })

  it('do nothing twice to who was dealt with, nor to those who run the group', async () => {
    const chat = await start()
    await chat.says('十日', ad)
    await chat.hears('广告')
    await chat.says('小周', '/广告', { quote: { who: '十日', text: ad } })
    await chat.hears(/记住了（1号）.*十日这次已经处理过（K1）/)
    const sale = '自家果园的脐橙熟了，五斤装很甜，想要的朋友来找我'
    await chat.says('林老师', sale)
    await chat.says('小周', '/广告', { quote: { who: '林老师', text: sale } })
    await chat.hears(/记住了（2号）.*林老师不作处理/)
    expect(await casesOf(chat)).toEqual(['K1 done'])
  })

  it('taken back again forgets what was learnt from it', async () => {
    const chat = await start()
    const talk = '小区门口那家老店今天又开门了，想去的可以跟我一起走走看看'
    await chat.says('王敏', talk)
    await chat.says('小周', '/广告', { quote: { who: '王敏', text: talk } })
    await chat.hears(/记住了（1号）.*已提醒王敏（K1）/)
    await chat.says('小周', '/误判 K1')
    await chat.hears(/K1 已撤销.*忘掉了1号/)
    await chat.wait('2m')
    chat.look()
    await chat.says('十日', talk)
    await chat.hearsNothing('10m')
  })
})
