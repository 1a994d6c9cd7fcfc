import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { plugins } from '../../../plugins/index.js'
import { playScenario } from '../../../src/sandbox/play.js'
import { parseScenario } from '../../../src/sandbox/scenario.js'
import { theatre } from '../../../src/sandbox/theatre.js'

/** A month of a column whose texts lie in a folder beside the YAML. */
async function play(files: Record<string, string>, steps: string, dir = 'columns/morning') {
  const config = mkdtempSync(join(tmpdir(), 'qunguan-columns-'))
  onTestFinished(() => rmSync(config, { recursive: true }))
  mkdirSync(join(config, 'plugins'))
  mkdirSync(join(config, 'columns/morning/.later'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text)
  const { scenario, problems } = parseScenario(
    'columns.yaml',
    `
name: columns
start: 2030-01-07T07:45:00+08:00
config:
  plugins:
    topics: { run: "off" }
    check-in: { run: "off" }
    calendar: { columns: [{ name: 早读, cron: "0 8 * * *", dir: ${dir} }] }
people: { lin: { name: 林老师, friend: true } }
rooms: { g1: { topic: 读书群, members: [lin] } }
roles: { g1: { owner: lin } }
steps:
${steps}`,
  )
  if (!scenario) return expect.fail(JSON.stringify(problems))
  const stage = await theatre(plugins)(scenario, { config })
  onTestFinished(() => stage.close())
  const { failed } = await playScenario(scenario, stage)
  expect(failed).toEqual([])
}

test('texts of a folder come in the order of their names, each once, before them what was handed in', async () => {
  await play(
    {
      'columns/morning/10.txt': '第十篇',
      'columns/morning/2.md': '第二篇\n\n- 一\n',
      'columns/morning/1.txt': '第一篇\n',
      'columns/morning/empty.txt': ' ',
      'columns/morning/picture.png': 'PNG',
      'columns/morning/.later/3.txt': '不是这里的',
    },
    `
  - until: 2030-01-07T08:01:00+08:00
  - expect: [{ say: { room: g1, matches: '^第一篇$', count: 1 } }]
  - say: { room: g1, who: lin, text: /专栏 早读 插队的一篇 }
  - expect: [{ say: { room: g1, has: [早读] } }]
  - crash: {}
  - until: 2030-01-08T08:01:00+08:00
  - expect: [{ say: { room: g1, matches: '^插队的一篇$', count: 1 } }]
  # Called otherwise, it goes on where it was.
  - reload: { plugins: { calendar: { columns: [{ name: 晨读, cron: "0 8 * * *", dir: columns/morning/ }] } } }
  - until: 2030-01-09T08:01:00+08:00
  - expect: [{ say: { room: g1, matches: '^第二篇\\n\\n- 一$', count: 1 } }]
  - until: 2030-01-10T08:01:00+08:00
  - expect: [{ say: { room: g1, matches: '^第十篇$', count: 1 } }]
  - until: 2030-01-11T08:01:00+08:00
  - expect: [{ no: { say: { room: g1 } }, within: 1s }, { dm: { who: lin, has: [晨读, 没有稿子], count: 1 } }]
`,
  )
})

test('what could not leave is posted the next time; what is too long is cut', async () => {
  await play(
    { 'columns/morning/1.txt': `一${'长'.repeat(3000)}`, 'columns/morning/2.txt': '第二篇' },
    `
  - refuse: { action: say, code: 1, times: 1 }
  - until: 2030-01-09T08:01:00+08:00
  - expect: [{ say: { room: g1, matches: '^一长{1999}…$', count: 1 } }, { say: { room: g1, matches: '^第二篇$', count: 1 } }]
`,
  )
})

test.each(['columns/none', '../outside', '/etc', ''])('no folder, or none of ours: %s', async dir => {
  await play(
    { 'columns/morning/1.txt': '第一篇' },
    `
  - until: 2030-01-07T08:01:00+08:00
  - expect: [{ no: { say: { room: g1 } }, within: 1s }, { dm: { who: lin, has: [没有稿子], count: 1 } }]
`,
    dir === '' ? '""' : dir,
  )
})
