import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { chat } from '../../../src/sandbox/demo/chat.js'
import { Page } from '../../../src/sandbox/demo/page.js'
import { parseScenario } from '../../../src/sandbox/scenario.js'
import { FakeStage } from '../fake-stage.js'

const club = `start: 2030-04-14T20:00:00+08:00
people:
  wang: { name: 王敏, friend: true }
  zhao: { name: 赵磊 }
rooms:
  run1: { topic: 夜跑1群, members: [wang, zhao], fill: 5 }
`

/** Types lines at the prompt, waiting for it each time, and gives back what is on the screen. */
async function visit(...typed: string[]) {
  const { scenario } = parseScenario('club.yaml', club)
  if (!scenario) throw new Error('the club is no scenario')
  const stage = new FakeStage(scenario)
  const page = new Page({
    zone: scenario.timezone,
    colours: false,
    columns: 80,
    name: who => stage.world.name(who),
    topic: () => '',
  })
  const input = new PassThrough()
  const output = new PassThrough()
  let screen = ''
  const waiting = [...typed]
  output.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (!text.endsWith('> ')) return
    const next = waiting.shift()
    if (next === undefined) input.end()
    else input.write(`${next}\n`)
  })
  await chat({ stage, page, room: 'run1', who: 'wang', zone: scenario.timezone, input, output })
  return { screen, stage }
}

it('says what is typed, as whom one likes, and shows what the bot answers', async () => {
  const { screen, stage } = await visit('大家早', '这是广告', '@赵磊: 广告', 'quit')
  expect(screen).toContain('你是「夜跑1群」里的王敏')
  expect(screen).toContain('群里有 (here are)：赵磊')
  expect(screen).toContain('周日 20:00 王敏> ')
  expect(stage.acts.filter(({ act }) => act === 'kick')).toMatchObject([{ who: 'wang' }, { who: 'zhao' }])
  expect(screen).toContain('20:00  ▸ 移出 王敏')
  expect(screen).toContain('▸ 移出 赵磊')
})

it('lets time pass when one says so', async () => {
  const { screen, stage } = await visit('慢', '+10m', '+1h', 'quit')
  expect(screen).toContain('没有动静')
  expect(screen).toMatch(/21:00 {2}▸ 小助：来了/)
  expect(screen).toContain('周日 21:10 王敏> ')
  expect(stage.now()).toBeGreaterThan(Date.parse('2030-04-14T21:10:00+08:00'))
})

it('lets somebody new in, and nobody be the bot', async () => {
  const { screen, stage } = await visit('/我是 阿新', '/我是 小助', '@小助: 签到', '/我是 阿新')
  expect(stage.world.isMember('run1', '阿新')).toBe(true)
  expect(screen).toContain('小助自己会说话')
  expect(stage.world.members('run1')).toHaveLength(6)
})

it('says in private what is meant for the bot alone', async () => {
  const { screen } = await visit('私聊: 口令')
  expect(screen).toContain('▸ 小助 → 王敏：口令是 4321')
})

it('says what cannot be, and goes on', async () => {
  const { screen } = await visit('广告', '我还在吗', '+99d', '?', '/我是 王敏')
  expect(screen).toContain('已经不在群里了')
  expect(screen).toContain('时间写成')
  expect(screen.match(/轮到你了/g)).toHaveLength(2)
})
