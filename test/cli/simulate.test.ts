import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { qunguan } from './qunguan.js'

const zoned = ['S15-check-in-forms', 'S16-across-midnight', 'S16-day-boundary', 'S19-topic-day'].map(
  name => `test/scenarios/${name}.yaml`,
)

describe('qunguan simulate', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('shows the same whatever zone the machine is in', { timeout: 300_000 }, async () => {
    const shown = []
    for (const TZ of ['UTC', 'Asia/Shanghai', 'America/New_York']) {
      const { code, stdout } = await qunguan(['simulate', '--json', ...zoned], { env: { TZ } })
      expect(code).toBe(0)
      const lines = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      shown.push(lines.filter(line => line.act).map(line => [line.at, line.act, line.text]))
    }
    expect(shown[0]).toContainEqual(['2030-01-08T09:00:30.000+08:00', 'say', expect.stringContaining('王敏')])
    expect(shown[1]).toEqual(shown[0])
    expect(shown[2]).toEqual(shown[0])
  })

  it('reads the codes of pictures, as a program of its own', async () => {
    const { code, stdout } = await qunguan(['simulate', '--json', 'test/scenarios/S09-codes-in-pictures.yaml'])
    expect(stdout.trim().split('\n').at(-1)).toContain('"ok":true')
    expect(code).toBe(0)
  })

  it('exits 1 when an expectation fails, and says which line wanted what', async () => {
    const file = join(dir, 'wrong.yaml')
    await writeFile(
      file,
      'rooms: { g1: { members: [lin] } }\nsteps:\n  - say: { room: g1, who: lin, text: 早 }\n  - expect:\n      - kick: { who: lin }\n',
    )
    const { code, stdout } = await qunguan(['simulate', '--json', file])
    expect(code).toBe(1)
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      ok: false,
      checks: 1,
      failed: [{ line: 5, want: { kick: { who: 'lin' } }, saw: [] }],
      simulated: 'PT2M',
    })
  })

  it('exits 2 on a file that is no scenario, and on a config that is none, with the place on stderr', async () => {
    const file = join(dir, 'bad.yaml')
    await writeFile(
      file,
      'rooms: { g1: { members: [lin] } }\nconfig: { plugins: { rules: { ads: { suspctAt: 1 } } } }\nsteps:\n  - sya: { room: g1 }\n',
    )
    const typo = await qunguan(['simulate', file])
    expect(typo.code).toBe(2)
    expect(typo.stderr).toMatch(/bad\.yaml:4:5: .*say/)
    await writeFile(
      file,
      'rooms: { g1: { members: [lin] } }\nconfig: { plugins: { rules: { ads: { suspctAt: 1 } } } }\n',
    )
    const config = await qunguan(['simulate', file])
    expect(config.code).toBe(2)
    expect(config.stderr).toMatch(/bad\.yaml:2:\d+: .*suspectAt/)
    expect((await qunguan(['simulate', join(dir, 'none.yaml')])).code).toBe(2)
  })
})
