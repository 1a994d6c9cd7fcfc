import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Child, startChild } from '../web-wechat/child.js'
import { qunguan } from './qunguan.js'

const ordinaryPlugin = fileURLToPath(new URL('ordinary-plugin.mjs', import.meta.url))
const bin = fileURLToPath(new URL('../../bin/qunguan.mjs', import.meta.url))

/** One bot on the sandbox, from its start to its end, told in order. */
describe('qunguan start and the commands beside it', () => {
  let dir: string
  let bot: Child
  let dirs: string[]

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    await mkdir(join(dir, 'config', 'groups'), { recursive: true })
    await mkdir(join(dir, 'config', 'plugins'), { recursive: true })
    const beside = JSON.stringify([{ package: ordinaryPlugin, options: { word: '你好' } }])
    await writeFile(join(dir, 'config', 'qunguan.yaml'), `puppet: sandbox\nwechatyPlugins: ${beside}\n`)
    await writeFile(
      join(dir, 'config', 'groups', 'club.yaml'),
      'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 夜跑1群 } }\n',
    )
    dirs = ['--config', join(dir, 'config'), '--data', join(dir, 'data')]
    bot = startChild([bin, 'start', ...dirs])
    await bot.sees('ready')
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await rm(dir, { recursive: true, force: true })
  })

  it('says who it is and offers a code for the community without an owner', () => {
    expect(bot.events.map(event => event.event)).toEqual(['login', 'claim', 'ready'])
    expect(bot.events[1]).toMatchObject({ community: 'club', code: expect.stringMatching(/^\d{8}$/) })
  })

  it('loads ordinary Wechaty plugins beside its own, with their options', () => {
    expect(bot.log).toContain('ordinary plugin: 你好, 小助')
  })

  it('a second bot on the same data is refused with exit code 3', async () => {
    const { code, stderr } = await qunguan(['start', ...dirs])
    expect(code).toBe(3)
    expect(stderr).toContain('in use')
  })

  it('answers operators from another process, and the doctor', async () => {
    expect((await qunguan(['tell', '/状态', ...dirs])).stdout).toContain('照看 1 个群')
    expect((await qunguan(['tell', '/收群 9', ...dirs])).stdout).toContain('没有 9 号')
    expect((await qunguan(['doctor', ...dirs])).stdout).toContain('机器人在运行')
    expect((await qunguan(['doctor', '--quiet', ...dirs])).code).toBe(0)
  })

  it('prints a claim code while it runs, and makes a backup', async () => {
    expect((await qunguan(['claim', 'club', ...dirs])).stdout).toMatch(/^\d{8}\n$/)
    expect((await qunguan(['backup', join(dir, 'backup.gz'), ...dirs])).code).toBe(0)
  })

  it('takes the stop button', async () => {
    expect((await qunguan(['pause', '2h', ...dirs])).stdout).toContain('不出声')
    expect((await qunguan(['resume', ...dirs])).stdout).toContain('回来')
  })

  it('keeps the old config when a bad one is saved, and says so', async () => {
    await writeFile(join(dir, 'config', 'plugins', 'rules.yaml'), 'ads: { suspctAt: 60 }\n')
    expect((await bot.sees('alert'))['text']).toContain('suspectAt')
  })

  it('leaves in order on SIGTERM; then the doctor misses it, and a backup comes back', async () => {
    expect(await bot.end('SIGTERM')).toBe(0)
    await rm(join(dir, 'config', 'plugins', 'rules.yaml'))
    expect((await qunguan(['doctor', '--quiet', ...dirs])).code).toBe(1)
    expect((await qunguan(['restore', join(dir, 'backup.gz'), ...dirs])).code).toBe(1)
    expect((await qunguan(['restore', '--force', join(dir, 'backup.gz'), ...dirs])).code).toBe(0)
  })
})
