import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { plugins } from '../../../../plugins/index.js'
import { playScenario } from '../../../../src/sandbox/play.js'
import { parseScenario } from '../../../../src/sandbox/scenario.js'
import { theatre } from '../../../../src/sandbox/theatre.js'

let dir: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'qunguan-tickets-'))
  writeFileSync(
    join(dir, 'tickets.csv'),
    '姓名,票码,到期\n张三,QG-2030-001,\n李四,QG-2030-002,2030-01-07\n王五,QG-2030-003,\n',
  )
})
afterAll(() => rmSync(dir, { recursive: true }))

const scenario = (file: string) => `
name: tickets from a list beside the YAML
start: 2030-01-07T10:00:00+08:00
config:
  plugins:
    admission: { mode: ticket, tickets: { file: ${file}, ttl: 5d } }
    rules: { run: "off" }
people:
  lin: { name: 林老师, friend: true }
  a: { name: 甲一, friend: true }
  b: { name: 乙二, friend: true }
  c: { name: 丙三, friend: true }
rooms:
  g1: { topic: 社群实战1群, members: [lin], fill: 80 }
roles: { g1: { owner: lin } }
steps:
  - dm: { who: a, text: 你好 }
  - dm: { who: a, text: qg 2030 001 }
`

const inList = `
  - expect:
      - invite: { room: g1, who: a, count: 1 }
  - dm: { who: b, text: QG-2030-001 }
  - expect:
      - dm: { who: b, has: [已经有人用过], count: 1 }
  - crash: {}
  - until: "2030-01-08T00:01:00+08:00"
  - mark: {}
  - dm: { who: b, text: QG-2030-002 }
  - expect:
      - dm: { who: b, has: [过期], count: 1 }
  - dm: { who: c, text: "/兑换 QG-2030-003" }
  - expect:
      - invite: { room: g1, who: c, count: 1 }
      - no: { alert: { has: [QG] } }
  - mark: {}
  - dm: { who: lin, text: /发码 }
  - expect:
      - dm: { who: lin, has: [共 3 张, 用了 2 张, 还能用 0 张] }
`

async function play(text: string) {
  const { scenario: parsed, problems } = parseScenario('tickets.yaml', text)
  if (!parsed) return expect.fail(JSON.stringify(problems))
  const stage = await theatre(plugins)(parsed, { config: dir })
  onTestFinished(() => stage.close())
  return (await playScenario(parsed, stage)).failed
}

it('opens the door to who brings one of the list, each once and until its day', async () => {
  expect(await play(scenario('tickets.csv') + inList)).toEqual([])
})

it('opens to nobody by a list that is not there, or lies outside the config', async () => {
  const nobody = '  - expect:\n      - no: { invite: {} }\n      - dm: { who: a, has: [不对哦], count: 1 }\n'
  for (const file of ['missing.csv', '../../etc/passwd', '/etc/passwd'])
    expect(await play(scenario(file) + nobody)).toEqual([])
})
