import { describe, expect, it } from 'vitest'
import type { ActRecord } from '../../../src/sandbox/acts.js'
import { captionsOf } from '../../../src/sandbox/demo/captions.js'
import { Page, type PageOptions } from '../../../src/sandbox/demo/page.js'
import type { Scene } from '../../../src/sandbox/play.js'
import { parseScenario } from '../../../src/sandbox/scenario.js'

const zone = 'Asia/Shanghai'
const names: Record<string, string> = { wang: '王敏', lu: '小鹿' }
const at = (clock: string) => Date.parse(`2030-04-09T${clock}+08:00`)

function pageOf(steps: string, options: Partial<PageOptions> = {}) {
  const text = `people: { wang: { friend: true }, lu: { friend: true } }\nrooms: { g1: { members: [wang, lu] } }\nsteps:\n${steps}`
  const { scenario, problems } = parseScenario('test.yaml', text)
  expect(problems).toEqual([])
  const page = new Page({
    zone,
    colours: false,
    columns: 60,
    captions: captionsOf(text),
    name: who => names[who] ?? who,
    topic: () => '',
    ...options,
  })
  const scenes = (scenario?.steps ?? []).map((step): Scene => ({ kind: 'step', at: at('06:00:00'), step }))
  return { page, scenes }
}

const act = (clock: string, record: Partial<ActRecord> & { act: string }): Scene => ({
  kind: 'act',
  at: at(clock),
  act: { at: at(clock), ...record } as ActRecord,
})

const say = (clock: string, text: string) => act(clock, { act: 'say', room: 'g1', text, mentions: [] })

function shown(page: Page, scenes: readonly Scene[]): string {
  return [...scenes.flatMap(scene => page.lines(scene)), ...page.rest()].map(({ text }) => text).join('\n')
}

describe('Page', () => {
  it('heads a day, and what is captioned, and says a minute once', () => {
    const { page, scenes } = pageOf(`  #> 早起签到 | The morning check-in.
  - wait: 1m
  - dm: { who: lu, text: /帮助 }
  #> 有人来了 | Somebody comes.
  - join: { room: g1, who: [lu], by: wang }
`)
    expect(shown(page, [...scenes, say('06:00:30', '欢迎'), say('06:01:00', '你好')])).toBe(`
━━ 周二 4月9日  早起签到
   The morning check-in.
06:00  私聊  小鹿 → 小助：/帮助

── 有人来了
   Somebody comes.
06:00  王敏 拉 小鹿 进群
       ▸ 小助：欢迎
06:01  ▸ 小助：你好`)
  })

  it('sets short lines side by side, as long as there is room', () => {
    const line = '  - say: { room: g1, who: wang, text: 早 }\n'
    const { page, scenes } = pageOf(line.repeat(8))
    expect(shown(page, [...scenes, say('06:00:30', '共 8 人')])).toBe(`
━━ 周二 4月9日
06:00  王敏：早   王敏：早   王敏：早   王敏：早   王敏：早
       王敏：早   王敏：早   王敏：早
       ▸ 小助：共 8 人`)
  })

  it('shows the beginning of a long list', () => {
    const { page } = pageOf('  - wait: 1m\n')
    expect(shown(page, [say('06:00:00', '榜\n一\n二\n三\n四\n五\n六\n七')])).toBe(`
━━ 周二 4月9日
06:00  ▸ 小助：榜
         一
         二
         三
         四
         …（还有 3 行）`)
  })

  it('breaks what is too long for the terminal', () => {
    const { page } = pageOf('  - wait: 1m\n', { columns: 30 })
    expect(shown(page, [say('06:00:00', '今晚八点半，老地方滨河路，五公里')])).toBe(`
━━ 周二 4月9日
06:00  ▸ 小助：今晚八点半，
         老地方滨河路，五公里`)
  })

  it('paints the bot, and of people their names, on a terminal', () => {
    const { page, scenes } = pageOf('  - say: { room: g1, who: wang, text: 今天谁去跑步啊 }\n', { colours: true })
    const text = shown(page, [
      ...scenes,
      act('06:00:10', { act: 'kick', room: 'g1', who: 'lu' }),
      say('06:00:15', '好'),
    ])
    expect(text).toContain('\u001b[32m王敏：\u001b[0m今天谁去跑步啊')
    expect(text).toContain('\u001b[31m▸ 移出 小鹿\u001b[0m')
    expect(text).toContain('\u001b[36m▸ 小助：好\u001b[0m')
  })
})
