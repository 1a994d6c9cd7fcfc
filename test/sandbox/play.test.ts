import { describe, expect, it } from 'vitest'
import type { PlayOptions, Report, Scene } from '../../src/sandbox/play.js'
import { playScenario } from '../../src/sandbox/play.js'
import { parseScenario } from '../../src/sandbox/scenario.js'
import { FakeStage } from './fake-stage.js'

const head = `name: a test
start: 2030-01-07T10:00:00+08:00
people:
  lin: { name: 林老师, friend: true }
  lu: { name: 小鹿 }
  hao: { name: 阿豪 }
rooms:
  g1: { topic: 社群实战1群, members: [lin, lu, hao], fill: 12 }
  g2: { topic: 社群实战2群, members: [lin, hao] }
`

interface Played {
  report: Report
  stage: FakeStage
  scenes: Scene[]
  texts: string[]
}

async function play(
  steps: string,
  options: PlayOptions = {},
  prepare: (stage: FakeStage) => void = () => {},
): Promise<Played> {
  const { scenario, problems } = parseScenario('p.yaml', `${head}steps:\n${steps}`)
  expect(problems).toEqual([])
  if (!scenario) throw new Error('no scenario')
  const stage = new FakeStage(scenario)
  prepare(stage)
  const scenes: Scene[] = []
  const report = await playScenario(scenario, stage, { ...options, onScene: scene => scenes.push(scene) })
  const texts = scenes.flatMap(scene => (scene.kind === 'chatter' ? [scene.line.text] : []))
  return { report, stage, scenes, texts }
}

const clockOf = (stage: FakeStage) => new Date(stage.now() + 8 * 3_600_000).toISOString().slice(0, 19)

describe('time', () => {
  it('waits, and goes to the next time a clock shows something', async () => {
    const { report, stage } = await play('  - wait: 2d\n  - until: "13:00"\n')
    expect(clockOf(stage)).toBe('2030-01-09T13:00:00')
    expect(report).toMatchObject({ scenario: 'a test', ok: true, checks: 0, failed: [], simulated: 'P2DT3H' })
  })

  it('goes on to the next day when the clock shows that time now', async () => {
    const { stage } = await play('  - until: "10:00"\n  - until: "00:30:06"\n')
    expect(clockOf(stage)).toBe('2030-01-09T00:30:06')
  })

  it('fails an ISO time that turns out to be past', async () => {
    const { report, stage } = await play(
      '  - say: { room: g1, who: lu, text: 慢 }\n  - expect: [{ say: { has: 来了, within: 2h } }]\n  - until: 2030-01-07T10:30:00+08:00\n',
    )
    expect(report.failed.map(({ line }) => line)).toEqual([13])
    expect(clockOf(stage)).toBe('2030-01-07T11:00:00')
  })

  it('gives messages the time of their own', async () => {
    const heard: number[] = []
    await play('  - say: { room: g1, who: lu, text: x, sentAt: "23:59:58" }\n', {}, stage => {
      stage.world.connect({
        receive: message => void heard.push(message.CreateTime),
        loggedOut: () => {},
        loggedIn: () => {},
      })
    })
    expect(heard).toEqual([Date.parse('2030-01-06T15:59:58Z') / 1000])
  })
})

describe('expectations', () => {
  const ad = '  - say: { room: g1, who: lu, text: 广告 }\n'

  it('end as soon as all are decided', async () => {
    const { report, stage } = await play(`${ad}  - expect:
      - kick: { room: g1, who: lu, within: 10s }
      - say: { room: g1, has: [小鹿, K1] }
`)
    expect(report).toMatchObject({ ok: true, checks: 2, simulated: 'PT3S' })
    expect(stage.world.isMember('g1', 'lu')).toBe(false)
  })

  it('say what was wanted and what was seen', async () => {
    const { report } = await play(`${ad}  - expect:
      - kick: { room: g1, who: hao, within: 10s }
      - no: { say: { room: g1, within: 10s } }
      - members: { room: g1, lacks: [lu], count: 11, within: 20s }
      - members: { room: g1, count: 12, within: 20s }
`)
    expect(report).toMatchObject({ ok: false, checks: 4, simulated: 'PT20S' })
    expect(report.failed).toEqual([
      {
        line: 13,
        want: { kick: { room: 'g1', who: 'hao', within: '10s' } },
        saw: [{ at: '2030-01-07T10:00:02.000+08:00', act: 'kick', room: 'g1', who: 'lu' }],
      },
      {
        line: 14,
        want: { no: { say: { room: 'g1', within: '10s' } } },
        saw: [
          {
            at: '2030-01-07T10:00:03.000+08:00',
            act: 'say',
            room: 'g1',
            text: '已移出小鹿（发广告，K1）',
            mentions: [],
          },
        ],
      },
      { line: 16, want: { members: { room: 'g1', count: 12, within: '20s' } }, saw: [{ members: 11, of: [] }] },
    ])
  })

  it('look at everything since the last mark, expect or silent', async () => {
    const kick = '  - expect: [{ kick: { who: lu } }]\n'
    const none = '  - expect: [{ no: { kick: {} } }]\n'
    expect((await play(`${ad}  - wait: 1h\n${kick}`)).report).toMatchObject({ ok: true, simulated: 'PT1H' })
    expect((await play(`${ad}  - wait: 1h\n  - mark: {}\n${none}`)).report.ok).toBe(true)
    expect((await play(`${ad}${kick}${none}`)).report.ok).toBe(true)
    expect((await play(`${ad}  - wait: 1h\n${none}`)).report.ok).toBe(false)
  })

  it('do not count what was refused, and count what took effect all the same', async () => {
    const refuse = (more: string) => `  - refuse: { action: kick, code: 1205${more} }\n${ad}`
    const kick = '  - expect: [{ kick: {} }]\n'
    const refused = await play(refuse('') + kick)
    expect(refused.report.ok).toBe(false)
    expect(refused.stage.acts[0]).toMatchObject({ act: 'kick', refused: '1205' })
    expect((await play(refuse(', delivered: true') + kick)).report.ok).toBe(true)
    expect((await play(`${refuse('')}  - silent: { room: all, for: 2s }\n`)).report.ok).toBe(true)
  })

  it('keep what is saved for later steps', async () => {
    const { report, scenes } = await play(`  - dm: { who: lin, text: 口令 }
  - expect: [{ dm: { who: lin, has: 口令, save: { code: '(\\d{4,8})' } } }]
  - say: { room: g1, who: lin, text: "确认 \${code}" }
  - expect: [{ say: { has: "\${code}", within: 1s } }]
`)
    expect(scenes.filter(({ kind }) => kind === 'step')[2]).toMatchObject({ step: { body: { text: '确认 4321' } } })
    expect(report.failed).toEqual([{ line: 14, want: { say: { has: '4321', within: '1s' } }, saw: [] }])
  })

  it('look at the case book', async () => {
    const { report } = await play(
      '  - expect: [{ case: { who: lu, status: done } }, { no: { case: { who: hao } } }]\n',
      {},
      stage => {
        stage.later(5000, () => {
          stage.caseBook = [{ number: 'K1', room: 'g1', who: 'lu', status: 'done', reason: '广告', checks: [] }]
        })
      },
    )
    expect(report).toMatchObject({ ok: true, checks: 2, simulated: 'PT2M' })
  })

  it('stop the play at the first that fails, when asked to', async () => {
    const steps = '  - expect: [{ kick: {} }, { say: {} }]\n  - wait: 1d\n'
    expect((await play(steps, { untilFail: true })).report).toMatchObject({ checks: 2, simulated: 'PT2M' })
    expect((await play(steps)).report).toMatchObject({ simulated: 'P1DT2M' })
  })
})

describe('silence', () => {
  const ad = '  - say: { room: g1, who: lu, text: 广告 }\n'

  it.each([
    ['g1', 'PT1H', false],
    ['g2', 'PT1H', true],
    ['社群实战1群', 'PT1H', false],
    ['all', 'PT1H', false],
  ])('of %s covers the time since the last mark and its own', async (room, simulated, ok) => {
    const { report } = await play(`${ad}  - wait: 30m\n  - silent: { room: ${room}, for: 30m }\n`)
    expect(report).toMatchObject({ ok, simulated, checks: 1 })
  })

  it('hears no alerts, and of a room nothing that is no message', async () => {
    const { report } = await play(
      '  - silent: { room: g1, for: 1m }\n  - silent: { room: all, for: 1m }\n',
      {},
      stage => {
        stage.later(1000, () => stage.alert('掉线'))
        stage.later(2000, () => stage.world.bot.topic(stage.world.roomId('g1'), '新名字'))
      },
    )
    expect(report).toMatchObject({ ok: true })
  })
})

describe('chatter', () => {
  it('runs beside the following steps, at its times, by turns', async () => {
    const { scenes, texts, stage } =
      await play(`  - chatter: { room: g1, who: [lin, hao], count: 5, every: 10m, text: "第{n}句" }
  - wait: 15m
  - say: { room: g1, who: lu, text: 插话 }
  - wait: 1h
`)
    expect(texts).toEqual(['第1句', '第2句', '第3句', '第4句', '第5句'])
    const begin = scenes[0]?.at ?? 0
    const order = scenes.flatMap(scene => {
      if (scene.kind === 'chatter') return [`${(scene.at - begin) / 60_000} ${scene.line.who}`]
      return scene.kind === 'step' && scene.step.kind === 'say' ? ['插话'] : []
    })
    expect(order).toEqual(['0 lin', '10 hao', '插话', '20 lin', '30 hao', '40 lin'])
    expect(clockOf(stage)).toBe('2030-01-07T11:15:00')
  })

  it('varies its lines, and lets speak only those who are still there', async () => {
    const { texts } = await play(
      '  - chatter: { room: g1, who: [lin, lu], count: 40, every: 1m }\n  - leave: { room: g1, who: lu }\n  - wait: 1h\n',
    )
    expect(texts).toHaveLength(20)
    expect(new Set(texts).size).toBe(20)
  })

  it('is heard by everybody who is in the room when nobody is named', async () => {
    const { scenes } = await play('  - chatter: { room: g2, count: 4, every: 1s }\n  - wait: 1m\n')
    expect(scenes.flatMap(scene => (scene.kind === 'chatter' ? [scene.line.who] : []))).toEqual([
      'lin',
      'hao',
      'lin',
      'hao',
    ])
  })

  it('can come while an expectation is watched', async () => {
    const { report, texts } =
      await play(`  - chatter: { room: g1, who: [lin, lu], count: 3, every: 30s, text: "广告{n}" }
  - expect: [{ kick: { who: lu } }]
`)
    expect(report).toMatchObject({ ok: true, simulated: 'PT32S' })
    expect(texts).toEqual(['广告1', '广告2'])
  })
})

describe('the bot and its surroundings', () => {
  it('is crashed, taken down, reloaded and commanded', async () => {
    const { stage, report, scenes } = await play(`  - crash: {}
  - crash: { after: invite, nth: 5 }
  - down: { for: 50m, meanwhile: [{ say: { room: g1, who: lu, text: 广告 } }, { wait: 10m }] }
  - redis: restart
  - reload: { bot: { quiet: "23:00-07:00" } }
  - operator: /收群 1
  - relogin: { changes: [{ topic: { room: g1, who: lin, topic: 新 } }] }
`)
    expect(stage.asked).toEqual([
      'crash',
      'crash after invite 5',
      'down',
      'up',
      'redis',
      'reload {"bot":{"quiet":"23:00-07:00"}}',
      'operator /收群 1',
      'logged out',
      'logged in',
    ])
    expect(report).toMatchObject({ ok: true, simulated: 'PT50M' })
    expect(stage.acts).toEqual([])
    expect(scenes.find(({ kind }) => kind === 'answer')).toMatchObject({ text: '好：/收群 1' })
    expect(stage.world.topicOf('g1')).toBe('新')
  })

  it('fails a step that nobody could do, and goes on', async () => {
    const { report, stage } = await play('  - accept: { room: g1, who: lu }\n  - wait: 1h\n')
    expect(report).toMatchObject({ ok: false, checks: 1, simulated: 'PT1H' })
    expect(report.failed).toMatchObject([{ line: 11, want: { accept: { room: 'g1', who: 'lu' } } }])
    expect(stage.acts).toEqual([])
  })

  it('knows a new room by its topic', async () => {
    const { report } = await play(
      `  - wait: 1s
  - expect: [{ create: { topic: 社群实战3群, who: [lin] } }]
  - say: { room: 社群实战3群, who: lin, text: 广告 }
  - expect: [{ kick: { room: 社群实战3群, who: lin } }]
`,
      {},
      stage => {
        stage.later(500, () => {
          const { world } = stage
          stage.world.bot.befriend(world.friend({ who: 'hao' }))
          stage.world.bot.create([world.contactId('lin'), world.contactId('hao')], '社群实战3群')
        })
      },
    )
    expect(report.failed).toEqual([])
  })
})

describe('what is shown', () => {
  it('comes in order of time, steps and acts together', async () => {
    const { scenes } = await play(`  - say: { room: g1, who: lu, text: 广告 }
  - wait: 10s
  - say: { room: g1, who: hao, text: 谢谢 }
`)
    const kinds = scenes.map(scene =>
      scene.kind === 'act' ? scene.act.act : scene.kind === 'step' ? scene.step.kind : scene.kind,
    )
    expect(kinds).toEqual(['say', 'wait', 'kick', 'say', 'say'])
    const times = scenes.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })
})

describe('a month with two hundred people', () => {
  it('costs the player one rest a message', async () => {
    const { stage, texts } = await play(
      '  - chatter: { room: g1, who: [lin, lu, hao], count: 40000, every: 1m }\n  - wait: 30d\n',
    )
    expect(texts).toHaveLength(40_000)
    expect(stage.rests).toBeLessThan(40_010)
  })
})
