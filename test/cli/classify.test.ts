import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classify } from '../../src/cli/classify.js'
import type { Verdict } from '../../src/domain/verdict.js'
import { qunguan } from './qunguan.js'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'classify-'))
  await mkdir(join(dir, 'own/plugins'), { recursive: true })
  await writeFile(
    join(dir, 'own/plugins/rules.yaml'),
    'ads: { suspectAt: 20, kickAt: 60, words: [跳楼价], allow: [跑团报名] }\n',
  )
  await mkdir(join(dir, 'empty'))
  await mkdir(join(dir, 'broken/plugins'), { recursive: true })
  await writeFile(join(dir, 'broken/plugins/rules.yaml'), 'ads: { kickatt: 60 }\n')
})
afterAll(() => rm(dir, { recursive: true }))

const ad = '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无'
const chat = '今晚8点半，老地方滨河路，5公里慢跑，谁来？'
const json = (...asked: unknown[]) => asked.map(each => `${JSON.stringify(each)}\n`).join('')
const answers = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Verdict & { error?: string })

describe('qunguan classify', () => {
  it('gives a verdict for each line, in order, with every check', async () => {
    const { code, stdout, stderr } = await qunguan(['classify'], {
      input: json({ text: ad }, { text: chat, who: 'member' }, { text: ad, who: 'trusted', id: 7 }),
    })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const [first, second, third] = answers(stdout)
    expect(first).toMatchObject({ verdict: 'ad' })
    expect(second).toMatchObject({ verdict: 'clean' })
    expect(third?.score).toBeLessThan(first?.score ?? 0)
    expect(first?.checks).toContainEqual({
      name: 'contact-handle',
      hit: true,
      score: expect.any(Number),
      evidence: expect.stringContaining('xk8-8520'),
    })
    expect(second?.checks.length).toBe(first?.checks.length)
  })

  it('has an error in the place of what is no question, and goes on', async () => {
    const lines = [
      '{"text":"你好"',
      '[]',
      'null',
      '{"text":1}',
      '{"text":"你好","who":"boss"}',
      '{"text":"你好","who":null}',
    ]
    const { code, stdout } = await qunguan(['classify'], { input: `\ufeff${lines.join('\r\n')}\n\n` })
    expect(code).toBe(1)
    const got = answers(stdout)
    expect(got.map(({ error, verdict }) => error?.slice(0, 2) ?? verdict)).toEqual([
      '1:',
      '2:',
      '3:',
      '4:',
      '5:',
      'clean',
    ])
    expect(got[0]?.error).toContain('JSON')
  })

  it('judges by the words and scores of the config', async () => {
    const asked = json({ text: '跳楼价，来看看' }, { text: chat })
    const own = await qunguan(['classify', '--config', join(dir, 'own')], { input: asked })
    expect(answers(own.stdout).map(({ verdict }) => verdict)).toEqual(['ad', 'clean'])
    const shipped = await qunguan(['classify', '--config', join(dir, 'empty')], { input: asked })
    expect(answers(shipped.stdout).map(({ verdict }) => verdict)).toEqual(['clean', 'clean'])
  })

  it('refuses a config that is wrong', async () => {
    const { code, stdout, stderr } = await qunguan(['classify', '--config', join(dir, 'broken')], {
      input: json({ text: ad }),
    })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/rules\.yaml:1:\d+: .*kickAt/)
  })
})

describe('classify', () => {
  it('answers a line that comes in pieces, with separators of its own in it, and the last without a line end', async () => {
    const input = new PassThrough()
    const output = new PassThrough()
    let out = ''
    output.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    const done = classify({ config: 'config' }, { input, output, err: new PassThrough() })
    const bytes = Buffer.from(`{"text":"早\u2028安"}\n{"text":"${'长'.repeat(100_000)}"}`)
    for (let at = 0; at < bytes.length; at += 1001) input.write(bytes.subarray(at, at + 1001))
    input.end()
    expect(await done).toBe(0)
    expect(answers(out)).toHaveLength(2)
  })

  it('waits for a reader who is slow', async () => {
    const input = new PassThrough()
    const output = new PassThrough()
    const done = classify({ config: 'config' }, { input, output, err: new PassThrough() })
    const line = json({ text: chat })
    for (let count = 0; count < 5000; count += 1) input.write(line)
    input.end()
    await new Promise(resolve => output.once('readable', resolve))
    expect(output.writableLength + output.readableLength).toBeLessThan(2_000_000)
    let lines = 0
    for await (const piece of output.setEncoding('utf8')) {
      lines += String(piece).split('\n').length - 1
      if (lines === 5000) break
    }
    expect(await done).toBe(0)
  })
})
