import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printProblem } from '../../src/config/problems.js'
import type { Scenario } from '../../src/sandbox/scenario.js'
import { parseScenario } from '../../src/sandbox/scenario.js'

const head = `name: a test
start: 2030-01-07T10:00:00+08:00
people:
  lin: { name: 林老师, friend: true }
  lu: { name: 小鹿 }
rooms:
  g1: { topic: 社群实战1群, members: [lin, { who: hao, card: 深圳-产品-阿豪, joined: 60d }], fill: 12 }
roles: { g1: { owner: lin, kol: [mei] } }
`

function problemsOf(text: string): string[] {
  return parseScenario('s.yaml', text).problems.map(printProblem)
}

function stepProblems(steps: string): string[] {
  return problemsOf(`${head}steps:\n${steps}`)
}

function valid(text: string): Scenario {
  const { scenario, problems } = parseScenario('s.yaml', text)
  expect(problems).toEqual([])
  if (!scenario) throw new Error('no scenario')
  return scenario
}

describe('a scenario file', () => {
  it('reads the example of the format', () => {
    const scenario = valid(`
name: an ad by a newcomer
start: 2030-01-07T10:00:00+08:00
seed: 1
config:
  bot: { quiet: "22:30-07:30" }
  plugins: { admission: { mode: open } }
people:
  lin: { name: 林老师, friend: true }
  zhou: { name: 小周, friend: true }
  lu:  { name: 小鹿 }
rooms:
  g1:
    topic: 社群实战1群
    owner: bot
    members: [lin, zhou, { who: hao, card: 深圳-产品-阿豪, joined: 60d }]
    fill: 120
    managed: true
    since: 90d
roles: { g1: { owner: lin, admin: [zhou], kol: [hao] } }
steps:
  - join: { room: g1, who: [lu], by: zhou, via: invite }
  - wait: 10m
  - say: { room: g1, who: lu, text: "日结200-500，感兴趣➕V❤️：xk8-8520" }
  - expect:
      - kick: { room: g1, who: lu, within: 10s }
      - say: { room: g1, has: [小鹿, 误判], lacks: [xk8] }
  - silent: { room: g1, for: 1h }
`)
    expect(scenario.start).toBe(Date.parse('2030-01-07T02:00:00Z'))
    expect(scenario.timezone).toBe('Asia/Shanghai')
    expect(scenario.roles).toEqual({ g1: { owner: ['lin'], admin: ['zhou'], kol: ['hao'] } })
    expect(scenario.steps.map(({ kind, line }) => [kind, line])).toEqual([
      ['join', 22],
      ['wait', 23],
      ['say', 24],
      ['expect', 25],
      ['silent', 28],
    ])
    expect(scenario.steps[3]).toMatchObject({
      body: [
        { kind: 'kick', line: 26, within: 10_000, count: { min: 1 }, body: { room: 'g1', who: 'lu' } },
        { kind: 'say', line: 27, within: 120_000, body: { has: ['小鹿', '误判'], lacks: ['xk8'] } },
      ],
    })
  })

  it('takes every kind of step', () => {
    const scenario = valid(`${head}steps:
  - say: { room: g1, who: lin, text: 1, mention: [bot], quote: { who: hao, text: 好 }, sentAt: "09:59:58" }
  - dm: { who: lin, text: 你好 }
  - image: { room: g1, who: lin, qr: "https://weixin.qq.com/g/A" }
  - image: { dm: true, who: lin, noise: true, bytes: 12000000 }
  - card: { room: g1, who: lin, of: hao }
  - card: { room: g1, who: lin, official: 某公众号 }
  - link: { room: g1, who: lin, title: t, url: "https://a.b" }
  - mini: { room: g1, who: lin, title: t }
  - voice: { room: g1, who: lin, seconds: 40 }
  - file: { room: g1, who: lin, name: a.pdf }
  - recall: { who: lin }
  - join: { room: g1, who: [lu], by: lin, via: qr, event: garbled }
  - leave: { room: g1, who: lu }
  - rename: { who: lu, name: 小鹿🦌 }
  - setCard: { room: g1, who: lu, card: "" }
  - topic: { room: g1, who: lin, topic: 新名字 }
  - friend: { who: lu, hello: 夜跑 }
  - dm: { who: lu, text: 夜跑 }
  - accept: { room: g1, who: lu }
  - decline: { room: g1, who: lu }
  - chatter: { room: g1, who: [lin, r001], count: 3, every: 1m, text: "第{n}句" }
  - wait: 0s
  - until: "21:00"
  - until: 2031-01-07T10:00:00+08:00
  - crash: {}
  - crash:
  - crash: { after: invite, nth: 5 }
  - down: 50m
  - down: { for: 1h, meanwhile: [{ say: { room: g1, who: lin, text: x } }, { wait: 10m }] }
  - relogin: { changes: [{ topic: { room: g1, who: lin, topic: y } }] }
  - relogin:
  - refuse: { action: kick, code: 1205, times: always, delivered: true }
  - redis: restart
  - reload: { raw: { "plugins/rules.yaml": "ads: {}" } }
  - reload: { bot: { quiet: "23:00-07:00" } }
  - operator: /收群 1
  - operator: { text: /收群 1 }
  - mark: {}
  - silent: { room: all, for: 1h }
`)
    expect(scenario.steps[0]).toMatchObject({ body: { text: '1' } })
    expect(scenario.steps.find(({ kind }) => kind === 'down')).toMatchObject({
      body: { for: 3_000_000, meanwhile: [] },
    })
    expect(scenario.steps.filter(({ kind }) => kind === 'operator')).toMatchObject([
      { body: { text: '/收群 1' } },
      { body: { text: '/收群 1' } },
    ])
  })

  it('takes every kind of expectation', () => {
    const scenario = valid(`${head}steps:
  - expect:
      - say: { room: g1, has: 你好, matches: '\\d+', mentions: [lu], save: { code: '(\\d{4,8})' }, count: 2 }
      - dm: { who: lin, lacks: [x], count: { min: 1, max: 3 } }
      - kick:
      - invite: { who: lu }
      - add: { room: g1 }
      - create: { topic: 社群实战2群, who: [lin, hao] }
      - topic: { room: g1, topic: x }
      - befriend: { who: lu }
      - file: { room: g1, name: a }
      - image: { who: lin }
      - alert: { has: [x] }
      - members: { room: g1, has: [lin], lacks: [lu], count: 13 }
      - case: { who: lu, status: done, has: [K1] }
      - no: { kick: { room: g1, within: 1h } }
      - no: { say: {} }
        within: 3m
  - say: { room: 社群实战2群, who: lin, text: "\${code}" }
`)
    const [step] = scenario.steps
    const items = step?.kind === 'expect' ? step.body : []
    expect(items.map(({ kind, within, count }) => [kind, within / 1000, count])).toEqual([
      ['say', 120, { min: 2, max: 2 }],
      ['dm', 120, { min: 1, max: 3 }],
      ...['kick', 'invite', 'add', 'create', 'topic', 'befriend', 'file', 'image', 'alert', 'members', 'case'].map(
        kind => [kind, 120, { min: 1 }],
      ),
      ['kick', 3600, { min: 0, max: 0 }],
      ['say', 180, { min: 0, max: 0 }],
    ])
    expect(items.find(({ kind }) => kind === 'members')?.body).toMatchObject({ count: { min: 13, max: 13 } })
  })

  it('reads times in the zone of the scenario, which goes into the config', () => {
    const scenario = valid(
      'start: 2030-01-07T10:00:00\ntimezone: America/New_York\nconfig: { bot: { quiet: "1:00-2:00" } }\n',
    )
    expect(scenario.start).toBe(Date.parse('2030-01-07T15:00:00Z'))
    expect(scenario.config.bot).toEqual({ quiet: '1:00-2:00', timezone: 'America/New_York' })
    expect(scenario.locate(['config', 'bot', 'quiet'])).toEqual({ line: 3, column: 25 })
    expect(scenario.name).toBe('s')
  })

  it('keeps numbers that are text as they were written', () => {
    const scenario = valid(`${head}steps:\n  - say: { room: g1, who: lin, text: 007 }\n`)
    expect(scenario.steps[0]).toMatchObject({ body: { text: '007' } })
  })
})

describe('what is wrong with a file', () => {
  it.each([
    ['an unknown key of a step', '  - say: { room: g1, whoo: lu, text: x }\n', 's.yaml:10:22', 'who'],
    ['an unknown step', '  - sey: { room: g1, who: lu, text: x }\n', 's.yaml:10:5', 'say'],
    ['two steps in one', '  - wait: 1m\n    mark: {}\n', 's.yaml:11:5', 'wait、mark'],
    ['a step that is none', '  - wait\n', 's.yaml:10:5', '步骤'],
    ['a key that is missing', '  - say: { room: g1, who: lin }\n', 's.yaml:10:5', 'text'],
    ['a wrong duration', '  - wait: 10min\n', 's.yaml:10:11', '10m'],
    ['a wrong duration in an item', '  - expect: [{ kick: { within: 3 } }]\n', 's.yaml:10:32', ''],
    ['an unknown person', '  - dm: { who: lim, text: x }\n', 's.yaml:10:16', 'lin'],
    ['an unknown person in a list', '  - join: { room: g1, who: [lu, lv] }\n', 's.yaml:10:28', 'lu'],
    ['an unknown room', '  - say: { room: g2, who: lin, text: x }\n', 's.yaml:10:18', 'g1'],
    ['an unknown room in an item', '  - expect: [{ no: { kick: { room: gg1 } } }]\n', 's.yaml:10:36', 'g1'],
    ['an unknown expectation', '  - expect: [{ kik: {} }]\n', 's.yaml:10:16', 'kick'],
    ['an unknown key of an expectation', '  - expect: [{ kick: { room: g1, woh: lu } }]\n', 's.yaml:10:34', 'who'],
    ['an empty expect', '  - expect: []\n', 's.yaml:10:13', ''],
    ['a regular expression that is none', "  - expect: [{ say: { matches: '(' } }]\n", 's.yaml:10:32', ''],
    ['a private message by nobody it knows', '  - dm: { who: lu, text: x }\n', 's.yaml:10:16', '好友'],
    ['a private picture by nobody it knows', '  - image: { dm: true, who: lu, noise: true }\n', 's.yaml:10:29', '好友'],
    ['an ISO time that is past', '  - wait: 2m\n  - until: 2030-01-07T10:01:00+08:00\n', 's.yaml:11:12', '过去'],
    ['a time that is none', '  - until: tomorrow\n', 's.yaml:10:12', 'HH:mm'],
    [
      'a clock that is none',
      '  - say: { room: g1, who: lin, text: x, sentAt: "25:00:00" }\n',
      's.yaml:10:49',
      'HH:mm:ss',
    ],
    ['a step of the bot', '  - say: { room: g1, who: bot, text: x }\n', 's.yaml:10:27', ''],
    ['two kinds of picture', '  - image: { room: g1, who: lin, noise: true, qr: x }\n', 's.yaml:10:12', 'qr'],
    ['a crash while it is away', '  - down: { for: 1h, meanwhile: [{ crash: {} }] }\n', 's.yaml:10:36', 'crash'],
    ['a problem deep down', '  - relogin: { changes: [{ leave: { room: g1, wo: lin } }] }\n', 's.yaml:10:47', 'who'],
    ['a status that is none', '  - expect: [{ case: { status: doing } }]\n', 's.yaml:10:32', 'done'],
    [
      'a name that was not saved',
      `  - expect: [{ dm: { save: { code: 'x' } } }]\n  - dm: { who: lin, text: "\${cod}" }\n`,
      's.yaml:11:9',
      'code',
    ],
  ])('%s', (_what, steps, place, word) => {
    const problems = stepProblems(steps)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.split(': ')[0]).toBe(place)
    expect(problems[0]).toContain(word)
  })

  it.each([
    ['an unknown key at the top', 'nmae: x\n', 's.yaml:1:1', 'name'],
    ['an unknown key of a person', 'people:\n  lin: { frend: true }\n', 's.yaml:2:10', 'friend'],
    ['an unknown key of a room', 'rooms:\n  g1: { topik: x }\n', 's.yaml:2:9', 'topic'],
    ['an unknown key of a member', 'rooms:\n  g1: { members: [{ who: a, crad: x }] }\n', 's.yaml:2:29', 'card'],
    ['an unknown role', 'rooms: { g1: {} }\nroles: { g1: { onwer: a } }\n', 's.yaml:2:16', 'owner'],
    ['roles of no room', 'rooms: { g1: {} }\nroles: { g2: { owner: a } }\n', 's.yaml:2:10', 'g1'],
    ['an owner nobody knows', 'rooms: { g1: { owner: x, members: [lin] } }\n', 's.yaml:1:23', '人'],
    ['a zone that is none', 'timezone: Asia/Beijing\n', 's.yaml:1:11', 'Asia/Shanghai'],
    ['a zone in the config', 'config: { bot: { timezone: Asia/Beijing } }\n', 's.yaml:1:28', 'Asia/Shanghai'],
    ['a start that is none', 'start: soon\n', 's.yaml:1:8', '2030'],
    ['a key written twice', 'name: a\nname: b\n', 's.yaml:2:1', 'YAML'],
    ['no YAML at all', 'steps: [\n', 's.yaml:', 'YAML'],
  ])('%s', (_what, text, place, word) => {
    const problems = problemsOf(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.startsWith(place)).toBe(true)
    expect(problems[0]).toContain(word)
  })

  it('tells everything at once, in the order of the file', () => {
    const problems = problemsOf('nmae: x\nrooms: { g1: { topik: x } }\nsteps:\n  - wiat: 1m\n  - say: {}\n')
    expect(problems.map(problem => problem.split(': ')[0])).toEqual([
      's.yaml:1:1',
      's.yaml:2:16',
      's.yaml:4:5',
      's.yaml:5:5',
      's.yaml:5:5',
      's.yaml:5:5',
    ])
  })

  it('lets pass rooms that may come to be, and what merely looks like a saved name', () => {
    expect(stepProblems(`  - say: { room: 社群实战2群, who: lin, text: "\${x}" }\n`)).toEqual([])
    expect(
      stepProblems('  - expect: [{ create: { topic: second } }]\n  - say: { room: second, who: lin, text: x }\n'),
    ).toEqual([])
    expect(stepProblems('  - friend: { who: lu }\n  - dm: { who: lu, text: x }\n')).toEqual([])
    expect(
      stepProblems('  - say: { room: g1, who: r009, text: x }\n  - say: { room: g1, who: mei, text: x }\n'),
    ).toEqual([])
  })

  it('takes a clock time that was just shown for the next day', () => {
    const steps = '  - until: "10:00"\n  - until: 2030-01-07T12:00:00+08:00\n'
    expect(stepProblems(steps)[0]).toContain('s.yaml:11:12')
  })
})

describe('whatever somebody writes', () => {
  const words = [
    'steps',
    'expect',
    'say',
    'no',
    'kick',
    'members',
    'down',
    'meanwhile',
    'people',
    'rooms',
    'count',
    'x',
    'within',
  ]
  const key = fc.constantFrom(...words)
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof({ maxDepth: 5 }, fc.constantFrom(null, 1, true, 'g1', '1m'), tie('list'), tie('map')),
    list: fc.array(tie('tree'), { maxLength: 3 }),
    map: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  }))

  it('is a scenario, or has problems with a place each', () => {
    const text = fc.oneof(
      fc.string(),
      tree.map(value => JSON.stringify(value)),
      tree.map(value => JSON.stringify({ steps: [value] })),
      tree.map(value => JSON.stringify({ steps: [{ expect: [value] }] })),
    )
    fc.assert(
      fc.property(text, written => {
        const { scenario, problems } = parseScenario('x.yaml', written)
        expect(scenario === undefined).toBe(problems.length > 0)
        for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the scenarios of the house', () => {
  const files = readdirSync('test/scenarios', { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml'))
    .sort()
  it('are there', () => {
    expect(files.length).toBeGreaterThan(20)
  })
  it.each(files)('%s is valid', file => {
    expect(parseScenario(file, readFileSync(`test/scenarios/${file}`, 'utf8')).problems.map(printProblem)).toEqual([])
  })
})
