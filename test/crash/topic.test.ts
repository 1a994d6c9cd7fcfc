import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { type Chat, openChat } from '../support/chat.js'
import { redisProbe } from '../support/redis-probe.js'

/** An evening in one room, and its Redis. */
interface Evening {
  chat: Chat
  unknown(): Promise<string[]>
  /** Points of everybody, by reason. */
  points(): Promise<string[]>
}

const open: Evening[] = []
/** What reached WeChat, undisturbed: what every crash is held against. */
let undisturbed: string[]
let earned: string[]
beforeAll(async () => {
  const evening = await begin()
  for (const step of steps(evening)) await step()
  undisturbed = deeds(evening)
  earned = await evening.points()
  await closeAll()
})
afterEach(closeAll)

/** What is due at these times is in the step that passes them. */
const moments = ['21:00', '20:30', '21:00', '21:02', '21:15', '21:25', '21:40', '21:50', '21:55'] as const

/**
 * From the evening before to the drafts of the next night: announced twice, opened, longer by ten minutes, closed. The
 * process is away from twenty seconds before to twenty seconds after the moment of that number.
 */
function steps({ chat }: Evening, away?: number): readonly (() => Promise<unknown>)[] {
  const says = (who: string, text: string) => () => chat.says(who, text)
  const over = (nth: number) => async () => {
    const [hour, minute] = (moments[nth] ?? '').split(':').map(Number)
    const at = (seconds: number) => clockText((hour ?? 0) * 3600 + (minute ?? 0) * 60 + seconds)
    await chat.wait(at(-20))
    if (nth === away) await chat.stage.shutDown()
    await chat.wait(at(20))
    if (nth === away) await chat.stage.startUp()
    await chat.wait(at(50))
  }
  return [
    says('小周', '/话题 新建 社群多少人最合适？ 明天 21:00-21:30 主持 @阿芳\n你待过最舒服的群有多少人？'),
    over(0),
    over(1),
    over(2),
    says('王敏', '五十个人刚刚好，大家都认得'),
    over(3),
    says('阿芳', '我来晚了，先说说我们群，一百五十人就安静了'),
    over(4),
    says('赵磊', '看群是做什么的，学习的群可以大一些'),
    says('小鹿', '我在五百人的群里从来没有说过话'),
    over(5),
    says('小周', '/话题 延长 10'),
    () => chat.wait('21:31'),
    over(6),
    says('小周', '/话题'),
    over(7),
    over(8),
  ]
}

describe('a topic evening', () => {
  it('is the one we mean', () => {
    const count = (what: string) => undisturbed.filter(deed => deed.includes(what)).length
    expect(
      ['定好了', '想聊的先想想', '快开始了', '开始啦', '先从这个聊起', '2 位开口', '5 分钟', '延长 10', '谢谢'].map(
        count,
      ),
    ).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1])
    expect(new Set(undisturbed).size).toBe(undisturbed.length)
    expect(earned.filter(line => line.includes('主持'))).toHaveLength(1)
  })

  it('comes to the same when the bot dies right after any one of its acts, and lists what nobody saw arrive', {
    timeout: 600_000,
  }, async () => {
    const seen = { say: 0, dm: 0, file: 0 }
    for (const [index, deed] of undisturbed.entries()) {
      const kind = (JSON.parse(deed) as { act: keyof typeof seen }).act
      seen[kind] += 1
      const evening = await begin()
      evening.chat.stage.armCrash(kind, seen[kind])
      for (const step of steps(evening)) await step()
      expect(sorted(deeds(evening)), `died after act ${index + 1}: ${deed}`).toEqual(sorted(undisturbed))
      expect(await evening.unknown(), `died after act ${index + 1}: ${deed}`).toHaveLength(1)
      expect(await evening.points()).toEqual(earned)
      await closeAll()
    }
  })

  it('comes to the same when the bot dies between any two things that happen', { timeout: 600_000 }, async () => {
    const count = steps(await begin()).length
    await closeAll()
    for (let nth = 0; nth < count; nth += 1) {
      const evening = await begin()
      for (const [index, step] of steps(evening).entries()) {
        await step()
        if (index === nth) await evening.chat.crash()
      }
      expect(sorted(deeds(evening)), `died after step ${nth + 1}`).toEqual(sorted(undisturbed))
      expect(await evening.unknown()).toEqual([])
      expect(await evening.points()).toEqual(earned)
      await closeAll()
    }
  })

  it('comes to the same when the bot is away over any one of its moments', { timeout: 600_000 }, async () => {
    for (const [nth, moment] of moments.entries()) {
      const evening = await begin()
      for (const step of steps(evening, nth)) await step()
      expect(sorted(deeds(evening)), `away over ${moment}, number ${nth + 1}`).toEqual(sorted(undisturbed))
      expect(await evening.unknown()).toEqual([])
      expect(await evening.points()).toEqual(earned)
      await closeAll()
    }
  })

  it('comes to the same when it dies between all of them', { timeout: 600_000 }, async () => {
    const evening = await begin()
    for (const step of steps(evening)) {
      await step()
      await evening.chat.crash()
    }
    expect(sorted(deeds(evening))).toEqual(sorted(undisturbed))
    expect(await evening.points()).toEqual(earned)
  })
})

async function begin(): Promise<Evening> {
  const probe = redisProbe()
  const friend = { friend: true }
  const chat = await openChat({
    start: '2030-01-07T20:00',
    plugins: [...plugins, probe.plugin],
    people: { 林老师: friend, 小周: friend, 阿芳: friend, 王敏: friend },
    rooms: { g1: { topic: '晨跑1群', members: ['林老师', '小周', '阿芳', '王敏', '赵磊', '小鹿'], fill: 30 } },
    roles: { main: { owner: '林老师', admin: ['小周', '阿芳'] } },
  })
  const { inRedis } = probe
  const evening: Evening = {
    chat,
    unknown: () => inRedis(redis => redis.hvals('qg:main:outbox:unknown')),
    points: () =>
      inRedis(async redis => {
        const books = await redis.keys('qg:main:book:points:*')
        const lines = await Promise.all(
          books.map(async key => Object.keys(await redis.hgetall(key)).map(row => `${key} ${row}`)),
        )
        const entries = await Promise.all(books.map(key => redis.hvals(key)))
        return [...lines.flat(), ...entries.flat().map(entry => entry.replace(/"at":\d+/, ''))].sort()
      }),
  }
  open.push(evening)
  return evening
}

async function closeAll(): Promise<void> {
  for (const { chat } of open.splice(0)) await chat.close()
}

function deeds({ chat }: Evening): string[] {
  return chat.stage.acts
    .filter(act => act.act !== 'alert' && act.refused === undefined)
    .map(({ at: _, ...act }) => JSON.stringify(act))
}

function sorted(deeds: readonly string[]): string[] {
  return [...deeds].sort()
}

function clockText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19)
}
