import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { qunguan } from './qunguan.js'

/** S46: five mistakes in one config, each named with its place and the right form, all at once. */
const mistakes = {
  'qunguan.yaml': 'puppet: sandbox\ntimezone: Asia/Beijing\n',
  'plugins/rules.yaml': 'ads:\n  suspctAt: 60\nnameCard:\n  grace：48h\n',
  'plugins/capacity.yaml': 'cap: 600\n',
  'groups/night.yaml':
    'charter: { goal: 一起跑步 }\nrooms:\n  g1: { topic: 夜跑1群, parent: g2 }\n  g2: { topic: 夜跑2群, parent: g1 }\n',
}

describe('a config with mistakes (S46)', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    for (const folder of ['bad/plugins', 'bad/groups', 'good']) await mkdir(join(dir, folder), { recursive: true })
    for (const [name, text] of Object.entries(mistakes)) await writeFile(join(dir, 'bad', name), text)
    await writeFile(join(dir, 'good', 'qunguan.yaml'), 'puppet: sandbox\n')
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('check lists all of them with file, line, column and the right word, and exits 1', async () => {
    const { code, stdout } = await qunguan(['check', '--config', join(dir, 'bad')])
    expect(code).toBe(1)
    expect(stdout).toMatch(/qunguan\.yaml:2:11: .*Asia\/Shanghai/)
    expect(stdout).toMatch(/rules\.yaml:2:3: .*suspectAt/)
    expect(stdout).toMatch(/rules\.yaml:4:\d+: .*grace: 48h/)
    expect(stdout).toMatch(/capacity\.yaml:1:\d+: .*500/)
    expect(stdout).toMatch(/night\.yaml:[34]:\d+: .*(g1.*g2|g2.*g1)/)
    expect(
      stdout
        .trim()
        .split('\n')
        .filter(line => !line.startsWith('warning:')),
    ).toHaveLength(5)
  })

  it('start refuses with exit code 2, the same lines on stderr and nothing on stdout', async () => {
    const { code, stdout, stderr } = await qunguan(['start', '--config', join(dir, 'bad'), '--data', join(dir, 'data')])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('suspectAt')
  })

  it('a config without mistakes passes with exit code 0; so does the one that ships', async () => {
    expect((await qunguan(['check', '--config', join(dir, 'good')])).code).toBe(0)
    expect((await qunguan(['check'])).code).toBe(0)
  })

  it('a directory that is not there is said so', async () => {
    const { code, stdout } = await qunguan(['check', '--config', join(dir, 'nowhere')])
    expect(code).toBe(1)
    expect(stdout).toContain('nowhere')
  })
})
