import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import pacer from '../../examples/pacer/index.js'
import { plugins } from '../../plugins/index.js'
import { playScenario } from '../../src/sandbox/play.js'
import { parseScenario } from '../../src/sandbox/scenario.js'
import { theatre } from '../../src/sandbox/theatre.js'

const evening = `
name: who leads tonight
start: 2030-01-07T12:00:00+08:00
config: { plugins: { pacer: { at: "18:30" } } }
people: { lin: { name: 林老师, friend: true }, wang: { name: 王敏 }, zhao: { name: 赵磊 } }
rooms: { g1: { topic: 夜跑1群, members: [lin, wang, zhao], fill: 20 } }
roles: { g1: { owner: lin } }
steps:
  - say: { room: g1, who: wang, text: 领跑 }
  - say: { room: g1, who: zhao, text: /领跑 }
  - expect: [{ say: { room: g1, has: [今晚王敏领跑], count: 2 } }]
  - say: { room: g1, who: zhao, text: 今晚谁领跑？ }
  - silent: { room: g1, for: 1h }
  - until: "18:29"
  - crash: {}
  - expect: [{ say: { room: g1, has: [今晚王敏领跑], count: 1, within: 10m } }]
  - until: 2030-01-08T18:25:00+08:00
  - expect: [{ say: { room: g1, has: [还没人领跑], count: 1, within: 10m } }]
`

describe('the plugin of the README', () => {
  test('is what stands in examples/', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(readFileSync('examples/pacer/index.ts', 'utf8'))
  })

  test('finds who leads tonight, once, and tells the room at its time', async () => {
    const { scenario, problems } = parseScenario('pacer.yaml', evening)
    expect(problems).toEqual([])
    if (!scenario) return
    const stage = await theatre([...plugins, pacer])(scenario, {})
    try {
      expect((await playScenario(scenario, stage)).failed).toEqual([])
    } finally {
      await stage.close()
    }
  })

  test('is loaded by Node in a project that has qunguan among its dependencies', async () => {
    const project = mkdtempSync(join(tmpdir(), 'qunguan-example-'))
    try {
      await build({ entryPoints: ['examples/pacer/index.ts'], outfile: join(project, 'pacer.mjs'), format: 'esm' })
      mkdirSync(join(project, 'node_modules'))
      symlinkSync(resolve('.'), join(project, 'node_modules/qunguan'))
      const script = "import pacer from './pacer.mjs'; console.log(pacer.name, pacer.config.parse({}).at)"
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: project })
      expect(String(printed)).toBe('pacer 19:00\n')
    } finally {
      rmSync(project, { recursive: true })
    }
  })
})
