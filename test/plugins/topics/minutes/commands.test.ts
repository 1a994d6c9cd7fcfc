import { afterEach, describe, expect, it } from 'vitest'
import type { Chat } from '../../../support/chat.js'
import { openEvening, openTopicHour } from '../../../support/topic-evening.js'

let chat: Chat | undefined
afterEach(() => chat?.close())

const hers = [
  '一百五十人以内大家还叫得出彼此的名字',
  '新人头三天没有人理他就会潜水不再出来',
  '规矩写得越短越好三条以上没有谁会去看',
]
const his = '每周固定一个晚上聊正题反而留得住大家'

async function evening(spec: Parameters<typeof openEvening>[0] = {}): Promise<Chat> {
  ;({ chat } = await openEvening(spec))
  return chat
}

/** 王敏 says three things, 赵磊 one; the topic ends, and 小周 has the draft. */
async function discussed(spec: Parameters<typeof openEvening>[0] = {}): Promise<Chat> {
  const chat = await evening(spec)
  await openTopicHour(chat)
  await talk(chat)
  await chat.wait('21:46')
  return chat
}

async function talk(chat: Chat): Promise<void> {
  for (const text of hers) {
    await chat.says('王敏', text)
    await chat.wait('1m')
  }
  await chat.says('赵磊', his)
}

const acts = (chat: Chat, act: string) => chat.stage.acts.filter(each => each.act === act && each.refused === undefined)
const saidOf = (chat: Chat, words: RegExp) =>
  acts(chat, 'say').filter(each => 'text' in each && words.test(each.text ?? ''))

describe('激励', () => {
  it('is once for everybody, whoever orders it, and later picks add only the others', async () => {
    const chat = await discussed()
    await chat.isTold('小周', /聊完了/)
    await chat.sayAtOnce([
      ['小周', '/激励 1'],
      ['林老师', '/激励 1 2'],
    ])
    await chat.wait('1m')
    const lines = saidOf(chat, /聊得最好/)
    expect(
      lines
        .map(each => ('text' in each ? each.text : ''))
        .join('')
        .match(/王敏/g),
    ).toHaveLength(1)
    expect(
      lines
        .map(each => ('text' in each ? each.text : ''))
        .join('')
        .match(/赵磊/g),
    ).toHaveLength(1)
    chat.look()
    await chat.says('小周', '/激励 全部')
    await chat.hears(/已经激励过/)
  })

  it.each([
    ['/激励 3', /只有 2 位/],
    ['/激励 小鹿', /这样发/],
    ['/激励 1 好人', /这样发/],
    ['/激励 T9 1', /没有聊完的 T9/],
    ['/激励 0', /只有 2 位/],
  ])('%s is told how', async (typed, answer) => {
    const chat = await discussed()
    await chat.says('小周', typed)
    await chat.hears(answer)
  })

  it('understands the ways in which numbers are typed', async () => {
    const chat = await discussed()
    await chat.says('小周', '／激励 t1 １、２')
    await chat.hears(/王敏、赵磊/)
  })

  it('takes names too', async () => {
    const chat = await discussed()
    await chat.says('小周', '/激励 @赵磊')
    expect(await chat.hears(/聊得最好/)).toMatch(/赵磊，加 10 分/)
  })

  it('shows the list in private again', async () => {
    const chat = await discussed()
    await chat.says('小周', '/激励')
    chat.look()
    await chat.says('小周', '/激励')
    expect(await chat.isTold('小周', /聊完了/)).toMatch(/1\. 王敏，3 次发言\n2\. 赵磊，1 次发言/)
  })

  it('is nothing for who left meanwhile, nor for the host', async () => {
    const chat = await evening()
    await openTopicHour(chat)
    await chat.says('小周', '欢迎大家来聊，我先说说我们群走到今天的三个阶段')
    await talk(chat)
    await chat.wait('21:41')
    expect(await chat.isTold('小周', /聊完了/)).not.toMatch(/小周/)
    await chat.leaves('赵磊')
    await chat.wait('20m')
    await chat.says('小周', '/激励 2')
    await chat.hears(/赵磊已经不在群里/)
    await chat.says('小周', '/激励 1 2')
    expect(await chat.hears(/聊得最好/)).not.toMatch(/赵磊/)
  })

  it('is not for members, and not before a topic ended', async () => {
    const chat = await evening()
    await chat.says('小周', '/激励 1')
    await chat.hears(/还没有聊完的话题/)
    await chat.says('王敏', '/激励 1')
    await chat.hears(/只有群主和管理员/)
  })

  it('puts no list to anybody where nobody had anything to say', async () => {
    const chat = await evening()
    await openTopicHour(chat)
    await chat.says('小鹿', '赞')
    await chat.says('王敏', '+1')
    await chat.wait('21:30:30')
    await chat.hears(/聊到这里/)
    chat.look()
    await chat.hearsNothing('1h')
  })

  it('in private is about the room where the last topic was', async () => {
    const members = ['林老师', '小周', '王敏', '赵磊']
    const chat = await evening({ rooms: { g1: { topic: '一群', members }, g2: { topic: '二群', members } } })
    await chat.says('小周', '/话题 新建 另一个群里的话题 今天 21:00-21:30', { room: 'g2' })
    await chat.wait('21:01')
    for (const text of hers) await chat.says('王敏', text, { room: 'g2' })
    await chat.wait('21:46')
    await chat.dms('小周', '/激励 1')
    await chat.isTold('小周', /好，王敏 10 分/)
    await chat.hears(/聊得最好的是王敏/, { room: 'g2' })
    await chat.dms('小周', '/纪要 发布')
    await chat.hears(/纪要来了/, { room: 'g2' })
    expect(saidOf(chat, /./).filter(each => 'room' in each && each.room === 'g1')).toEqual([])
  })
})

describe('纪要', () => {
  it('loses the lines that are taken out, and keeps the numbers of the others', async () => {
    const chat = await discussed()
    expect(await chat.isTold('小周', /纪要草稿/)).toMatch(/1\. 王敏.*\n2\. .*\n3\. .*\n4\. /)
    await chat.says('小周', '/纪要 去掉2 3')
    await chat.hears(/还有 2 条/)
    await chat.says('小周', '/纪要 去掉 2')
    await chat.hears(/没有第 2 条/)
    await chat.says('小周', '/纪要')
    expect(await chat.isTold('小周', /纪要草稿/)).toMatch(/1\. 王敏.*\n4\. /)
  })

  it('is posted once, though two say so at once', async () => {
    const chat = await discussed()
    await chat.sayAtOnce([
      ['小周', '/纪要 发布'],
      ['林老师', '/纪要 发布'],
    ])
    await chat.wait('2m')
    expect(saidOf(chat, /纪要来了/)).toHaveLength(1)
    expect(acts(chat, 'file')).toHaveLength(1)
    await chat.says('林老师', '/纪要 作废')
    await chat.hears(/已经发过/)
  })

  it('is remembered the next morning, once, and not after somebody settled it', async () => {
    const chat = await discussed()
    await chat.isTold('小周', /纪要草稿/)
    await chat.wait('09:59')
    chat.look()
    await chat.isTold('小周', /纪要还没发/)
    chat.look()
    await chat.hearsNothing('30h')
  })

  it('is left alone when it was discarded', async () => {
    const chat = await discussed()
    await chat.says('小周', '/纪要 作废')
    await chat.hears(/不发了/)
    chat.look()
    await chat.hearsNothing('20h')
  })

  it('waits for the end of quiet hours, written then', async () => {
    const chat = await evening({ config: { bot: { quiet: '21:35-07:30' } } })
    await openTopicHour(chat)
    await talk(chat)
    await chat.says('阿豪', '阿豪觉得流量才是一切的根本，人越多越好')
    await chat.wait('21:36')
    chat.look()
    await chat.hearsNothing('40m')
    await chat.says('小周', '/纪要 发布')
    await chat.hears(/等安静时间过了/)
    await chat.says('阿豪', '不收录')
    await chat.hears(/不收录你的话/)
    await chat.wait('07:31')
    expect(await chat.hears(/纪要来了/)).not.toMatch(/流量/)
    await chat.wait('1m')
    expect(acts(chat, 'file')).toHaveLength(1)
    expect(JSON.stringify(acts(chat, 'file'))).not.toMatch(/流量|阿豪/)
  })

  it('goes out of the house without the names of those who did not sign', async () => {
    const chat = await evening()
    await openTopicHour(chat)
    await talk(chat)
    await chat.says('赵磊', '我同意王敏说的，新人进来的头几天最要紧，要有人带着')
    await chat.says('王敏', '/署名')
    await chat.hears(/会写你的名字/)
    await chat.says('赵磊', '/署名')
    await chat.hears(/会写你的名字/)
    await chat.says('赵磊', '/署名 取消')
    await chat.hears(/一位群友/)
    await chat.wait('21:46')
    await chat.says('小周', '/纪要 导出')
    await chat.hears(/文件私信你了/)
    await chat.wait('1m')
    const [file] = acts(chat, 'file')
    expect(file).toMatchObject({ who: '小周', name: '纪要-T1-2030-01-08.md' })
    expect(JSON.stringify(file)).toMatch(/王敏：/)
    expect(JSON.stringify(file)).toMatch(/一位群友：/)
    expect(JSON.stringify(file)).not.toMatch(/赵磊/)
  })

  it('is nobody’s but the host’s and the admins’', async () => {
    const chat = await discussed()
    await chat.says('王敏', '/纪要')
    await chat.hears(/群主、管理员和这场的主持人/)
    await chat.says('王敏', '/纪要 发布')
    await chat.hears(/群主、管理员和这场的主持人/)
    await chat.wait('2m')
    expect(acts(chat, 'file')).toEqual([])
  })

  it.each([
    ['/纪要 改 3 王敏最美', /这样发/],
    ['/纪要 去掉', /这样发/],
    ['/纪要 发布 3', /这样发/],
    ['/纪要 T7', /没有聊完的 T7/],
  ])('%s is told how', async (typed, answer) => {
    const chat = await discussed()
    await chat.says('小周', typed)
    await chat.hears(answer)
  })

  it('tells while people still talk that it comes after', async () => {
    const chat = await evening()
    await openTopicHour(chat)
    await talk(chat)
    await chat.says('小周', '/纪要')
    await chat.hears(/T1 还在聊/)
  })
})

it('shows a host who is no admin the draft, and lets somebody else post it', async () => {
  const chat = await evening({ people: { 林老师: { friend: true }, 小周: { friend: true }, 赵磊: { friend: true } } })
  await chat.says('小周', '/话题 新建 社群多少人最合适？ 今天 21:00-21:30 主持 @赵磊')
  await chat.wait('21:01')
  for (const text of hers) await chat.says('王敏', text)
  await chat.wait('21:46')
  expect(
    chat.unseen.filter(act => act.act === 'dm' && /聊完了/.test(act.text)).map(act => 'who' in act && act.who),
  ).toEqual(['小周'])
  await chat.isTold('赵磊', /纪要草稿/)
  await chat.isTold('小周', /纪要草稿/)
  await chat.says('赵磊', '/纪要 去掉 1')
  await chat.hears(/去掉了/)
  await chat.says('赵磊', '/纪要 发布')
  await chat.hears(/请群主或管理员来/)
  await chat.says('小周', '/纪要 发布')
  await chat.hears(/纪要来了/)
})

it('tells who is no friend where to look, and not what it says', async () => {
  const chat = await evening({ people: { 林老师: { friend: true } } })
  await openTopicHour(chat)
  await talk(chat)
  await chat.wait('21:46')
  const heard = chat.said.filter(act => act.at >= Date.parse('2030-01-08T21:39+08:00')).map(act => act.text)
  expect(heard.join('\n')).not.toMatch(/王敏|彼此的名字/)
  expect(heard.length).toBeGreaterThan(0)
})

describe('精华', () => {
  it.each([
    ['the words', '/精华 潜水不再出来', undefined],
    ['a quote that a phone cut', '/精华', { who: '王敏', text: '新人头三天没有人理他…' }],
    ['a quote', '/精华', { who: '王敏', text: hers[1] ?? '' }],
  ])('takes %s', async (_, typed, quote) => {
    const chat = await evening()
    await openTopicHour(chat)
    await talk(chat)
    await chat.says('小周', typed, quote ? { quote } : {})
    await chat.hears(/王敏的这句记为精华/)
    await chat.wait('21:46')
    expect(await chat.isTold('小周', /纪要草稿/)).toMatch(/1\. ★ 王敏：新人头三天/)
  })

  it('takes somebody’s last line, short as it may be, and after the draft too', async () => {
    const chat = await discussed()
    await chat.says('小周', '/精华 赵磊')
    await chat.hears(/赵磊的这句记为精华/)
    await chat.says('小周', '/纪要 发布')
    expect(await chat.hears(/纪要来了/)).toMatch(/条\n赵磊：每周固定/)
  })

  it.each([
    ['/精华', /引用一句话/],
    ['/精华 没人说过的话', /没有收录/],
    ['/精华 @小鹿', /没有收录/],
  ])('%s is told how', async (typed, answer) => {
    const chat = await discussed()
    await chat.says('小周', typed)
    await chat.hears(answer)
  })
})

it('counts what was written in the hour and came late, and nothing from before or after', async () => {
  const chat = await evening()
  await openTopicHour(chat)
  await chat.wait('21:32')
  const at = (clock: string) => Date.parse(`2030-01-08T${clock}+08:00`)
  await chat.says('王敏', hers[0] ?? '', { sentAt: at('21:29:59') })
  await chat.says('赵磊', his, { sentAt: at('21:30:00') })
  await chat.wait('21:41')
  const list = await chat.isTold('小周', /聊完了/)
  expect(list).toMatch(/王敏/)
  expect(list).not.toMatch(/赵磊/)
})
