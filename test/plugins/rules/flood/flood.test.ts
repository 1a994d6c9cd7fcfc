import { afterEach, describe, expect, it } from 'vitest'
import rules from '../../../../plugins/rules/index.js'
import { args, choice, definePlugin } from '../../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../../support/chat.js'
import { bare } from '../../../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

/** Opens and ends topics, as the plugin of topics does. */
const stage = definePlugin({
  ...bare('stage'),
  commands: [
    {
      names: ['台', 'stage'],
      who: 'member',
      in: 'room',
      args: args({ what: choice(['开', '关']) }),
      async run(ctx, { what }) {
        const { windows } = ctx.books
        if (what === '关') return windows.close(ctx.room.key, 'evening', ctx.now())
        await windows.open(ctx.room.key, 'evening', { kind: 'topic', from: ctx.now(), to: ctx.now() + 3_600_000 })
      },
    },
  ],
})

async function start(spec: ChatSpec = {}): Promise<Chat> {
  const chat = await openChat({
    plugins: [rules, stage],
    people: { 林老师: { friend: true } },
    rooms: { g1: { members: ['林老师', '王敏', '赵磊'] } },
    roles: { g1: { owner: '林老师' } },
    ...spec,
  })
  open.push(chat)
  return chat
}

const burst = (who: string, count = 12) =>
  Array.from({ length: count }, (_, i) => [who, `第${i + 1}件事说来话长`] as [string, string])

describe('twelve lines at once', () => {
  it('are one word and one case', async () => {
    const chat = await start()
    await chat.sayAtOnce(burst('王敏'))
    await chat.hears(/慢一点/)
    await chat.hearsNothing('10m')
    expect(await chat.stage.cases()).toMatchObject([{ number: 'K1', status: 'done' }])
  })

  it('are talk while a topic is on, and right after it', async () => {
    const chat = await start()
    await chat.says('林老师', '/台 开')
    await chat.sayAtOnce(burst('王敏', 40))
    await chat.sayAtOnce(burst('赵磊', 4))
    await chat.wait('2s')
    await chat.says('林老师', '/台 关')
    await chat.sayAtOnce(burst('赵磊', 4))
    await chat.hearsNothing('1m')
    await chat.sayAtOnce(burst('赵磊'))
    await chat.hears(/慢一点/)
  })

  it('are none of the staff’s', async () => {
    const chat = await start()
    await chat.sayAtOnce(burst('林老师', 50))
    await chat.hearsNothing('5m')
  })

  it('at night are spoken of in the morning, once', async () => {
    const chat = await start({ start: '2030-01-07T23:00', config: { bot: { quiet: '22:30-07:30' } } })
    await chat.sayAtOnce(burst('王敏'))
    await chat.wait('2h')
    await chat.sayAtOnce(burst('王敏'))
    await chat.hearsNothing('5h')
    await chat.wait('07:31')
    await chat.hears(/昨晚/)
    expect(await chat.stage.cases()).toHaveLength(1)
  })

  it('that come in late are nobody’s offence', async () => {
    const chat = await start()
    const sentAt = chat.now - 10 * 60_000
    for (const [who, text] of burst('王敏')) await chat.says(who, text, { sentAt })
    await chat.hearsNothing('5m')
  })

  it('are let go where no limit is set', async () => {
    const flood = { per10s: 0, perMinute: 0, sameText: 0 }
    const chat = await start({ config: { plugins: { rules: { flood } } } })
    await chat.sayAtOnce(burst('王敏', 100))
    await chat.hearsNothing('5m')
  })
})

it('in a trial the word is said all the same, and who observes only counts', async () => {
  const chat = await start({ config: { plugins: { rules: { run: 'observe' } } } })
  await chat.sayAtOnce(burst('王敏'))
  await chat.hearsNothing('5m')
  expect(await chat.stage.cases()).toMatchObject([{ status: 'observed' }])
})

it('orders may be repeated, and are answered or not by their own rules', async () => {
  const chat = await start()
  for (let time = 0; time < 5; time++) {
    await chat.says('王敏', '/误判 K1')
    await chat.wait('15s')
  }
  await chat.hears(/只有群主和管理员/)
  expect(await chat.stage.cases()).toEqual([])
})
