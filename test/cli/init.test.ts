import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { qunguan } from './qunguan.js'

const answers = ['夜跑1群', '每周一起跑三次', '2', '夜跑不孤单', '1', '2', '1', '2']

describe('qunguan init', () => {
  it('asks, and writes a config that passes check; a second group gets a file and a key of its own', async () => {
    const dir = emptyDir()
    expect(await qunguan(['init', '--config', dir], { input: `${answers.join('\n')}\n` })).toMatchObject({ code: 0 })
    expect(await qunguan(['init', '--config', dir], { input: answers.join('\n') })).toMatchObject({ code: 0 })
    expect(readdirSync(join(dir, 'groups')).sort()).toEqual(['夜跑1群-2.yaml', '夜跑1群.yaml'])
    expect(readFileSync(join(dir, 'groups/夜跑1群-2.yaml'), 'utf8')).toContain('g2:')
    expect((await qunguan(['check', '--config', dir])).code).toBe(0)
  })

  it('writes nothing when the questions are not answered to the end', async () => {
    const dir = emptyDir()
    const { code, stdout } = await qunguan(['init', '--config', dir], { input: '夜跑1群\n跑步\n7\n' })
    expect(code).toBe(1)
    expect(stdout).toContain('1 到 4')
    expect(readdirSync(dir)).toEqual([])
  })
})

function emptyDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'qunguan-init-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return dir
}
