import { expect, it, onTestFinished } from 'vitest'
import { plugins } from '../../../../plugins/index.js'
import { playScenario } from '../../../../src/sandbox/play.js'
import { parseScenario } from '../../../../src/sandbox/scenario.js'
import { theatre } from '../../../../src/sandbox/theatre.js'

const people = Array.from({ length: 23 }, (_, at) => `p${at + 1}`)

const scenario = `
name: twenty-three friend requests on one day
start: 2030-01-07T20:00:00+08:00
config:
  bot: { pacing: "off" }
  plugins:
    admission: { mode: passphrase, passphrases: [{ text: 夜跑不孤单 }] }
    rules: { run: "off" }
people:
  lin: { name: 林老师, friend: true }
${people.map(who => `  ${who}: { name: 候选${who} }`).join('\n')}
rooms:
  g1: { topic: 社群实战1群, members: [lin], fill: 80 }
roles: { g1: { owner: lin } }
steps:
${people.map(who => `  - friend: { who: ${who}, hello: 我是候选${who} }`).join('\n')}
  - expect:
      - befriend: { count: 20, within: 1h }
  - crash: {}
  - mark: {}
  - until: "2030-01-08T08:50:00+08:00"
  - expect:
      - no: { befriend: {} }
  - expect:
      - befriend: { count: 3, within: 20m }
      - dm: { who: p23, has: [请先发暗号], count: 1, within: 20m }
`

it('accepts twenty friend requests a day, and the others on the next', async () => {
  const { scenario: parsed, problems } = parseScenario('friends.yaml', scenario)
  if (!parsed) return expect.fail(JSON.stringify(problems))
  const stage = await theatre(plugins)(parsed, {})
  onTestFinished(() => stage.close())
  expect((await playScenario(parsed, stage)).failed).toEqual([])
})
