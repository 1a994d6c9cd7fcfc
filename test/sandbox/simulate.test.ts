import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulateOptions } from '../../src/sandbox/simulate.js'
import { InvalidConfig, simulate } from '../../src/sandbox/simulate.js'
import { FakeStage } from './fake-stage.js'

const head = `start: 2030-01-07T10:00:00+08:00
people:
  lin: { name: 林老师, friend: true }
  lu: { name: 小鹿 }
rooms:
  g1: { topic: 社群实战1群, members: [lin, lu] }
steps:
`
const ad = `name: an ad
${head}  - say: { room: g1, who: lu, text: 广告 }
  - expect: [{ kick: { room: g1, who: lu } }]
  - wait: 1m
`
const silent = `name: silence
${head}  - say: { room: g1, who: lu, text: 广告 }
  - silent: { room: all, for: 1m }
`

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'simulate-'))
  await writeFile(join(directory, 'ad.yaml'), ad)
  await writeFile(join(directory, 'silent.yaml'), silent)
  await writeFile(join(directory, 'wrong.yaml'), `${head}  - say: { room: g1, whoo: lu, text: x }\n`)
})
afterAll(() => rm(directory, { recursive: true }))

async function run(names: string[], options: Partial<SimulateOptions> = {}) {
  const out: string[] = []
  const err: string[] = []
  const stages: FakeStage[] = []
  const code = await simulate(
    names.map(name => join(directory, `${name}.yaml`)),
    {
      out: { write: text => out.push(text) },
      err: { write: text => err.push(text) },
      makeStage: scenario => {
        const stage = new FakeStage(scenario)
        stages.push(stage)
        return Promise.resolve(stage)
      },
      ...options,
    },
  )
  return { code, out: out.join(''), err: err.join(''), stages }
}

const jsonLines = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)

describe('simulate', () => {
  it('prints one JSON object for each act, and one for each file', async () => {
    const { code, out, err, stages } = await run(['ad', 'silent'], { json: true })
    expect(code).toBe(1)
    expect(err).toBe('')
    expect(stages.map(stage => stage.asked)).toEqual([['close'], ['close']])
    const kick = { at: '2030-01-07T10:00:02.000+08:00', act: 'kick', room: 'g1', who: 'lu' }
    const say = {
      at: '2030-01-07T10:00:03.000+08:00',
      act: 'say',
      room: 'g1',
      text: '已移出小鹿（发广告，K1）',
      mentions: [],
    }
    expect(jsonLines(out)).toEqual([
      kick,
      say,
      { scenario: 'an ad', ok: true, checks: 1, failed: [], simulated: 'PT1M2S', tookMs: expect.any(Number) },
      kick,
      say,
      {
        scenario: 'silence',
        ok: false,
        checks: 1,
        failed: [{ line: 10, want: { silent: { room: 'all', for: '1m' } }, saw: [kick, say] }],
        simulated: 'PT1M',
        tookMs: expect.any(Number),
      },
    ])
    expect(out.startsWith('{"at":"2030-01-07T10:00:02.000+08:00","act":"kick",')).toBe(true)
  })

  it('prints what reached WeChat, and no alerts', async () => {
    const makeStage: SimulateOptions['makeStage'] = scenario => {
      const stage = new FakeStage(scenario)
      stage.later(1000, () => stage.alert('掉线'))
      return Promise.resolve(stage)
    }
    const { out } = await run(['ad'], { json: true, makeStage })
    expect(out).not.toContain('掉线')
    expect((await run(['ad'], { makeStage })).out).toContain('10:00:01  告警  ▸ 掉线')
  })

  it('prints a transcript to read', async () => {
    const { code, out } = await run(['ad'])
    expect(code).toBe(0)
    expect(out.replace(/用时 [\d.]+ 秒/, '用时 0.0 秒')).toBe(`━━ an ad
── 2030-01-07 星期一
10:00:00  社群实战1群  小鹿：广告
10:00:02  社群实战1群  ▸ 移出 小鹿
10:00:03  社群实战1群  ▸ 小助：已移出小鹿（发广告，K1）
✓ an ad：1 项都成立（模拟 1分2秒，用时 0.0 秒）

`)
  })

  it('uses colours on a terminal only', async () => {
    const lines: string[] = []
    const { NO_COLOR } = process.env
    delete process.env['NO_COLOR']
    await run(['ad'], { out: { write: text => lines.push(text), isTTY: true } })
    if (NO_COLOR !== undefined) process.env['NO_COLOR'] = NO_COLOR
    expect(lines.join('')).toContain('\u001b[36m')
    expect((await run(['ad'])).out).not.toContain('\u001b')
  })

  it('plays nothing when a file is wrong', async () => {
    const { code, out, err, stages } = await run(['ad', 'wrong', 'missing'])
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(stages).toEqual([])
    expect(err.split('\n').map(line => line.slice(directory.length + 1))).toEqual([
      expect.stringMatching(/^wrong\.yaml:8:22: .*who/),
      expect.stringMatching(/^missing\.yaml:1:1: /),
      '',
    ])
  })

  it('says what is wrong with the config that a scenario would run with', async () => {
    const problem = { file: 'ad.yaml', line: 3, column: 1, path: [], message: '不对', severity: 'error' as const }
    const { code, err } = await run(['ad'], { makeStage: () => Promise.reject(new InvalidConfig([problem])) })
    expect(code).toBe(2)
    expect(err).toBe('ad.yaml:3:1: 不对\n')
  })

  it('stops at the first failure when asked to', async () => {
    const { code, stages } = await run(['silent', 'ad'], { untilFail: true })
    expect(code).toBe(1)
    expect(stages).toHaveLength(1)
  })

  it('hands the config directory on', async () => {
    const seen: unknown[] = []
    await run(['ad'], {
      config: '/somewhere',
      makeStage: (scenario, sources) => {
        seen.push(sources)
        return Promise.resolve(new FakeStage(scenario))
      },
    })
    expect(seen).toEqual([{ config: '/somewhere' }])
  })
})
