import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Loaded } from '../../src/config/load.js'
import { printProblem } from '../../src/config/problems.js'
import { watchConfig } from '../../src/config/watch.js'
import { plugins } from './plugins.js'

/** A watched directory; `next` is what the next save says. */
function watched() {
  const dir = mkdtempSync(join(tmpdir(), 'qunguan-watch-'))
  writeFileSync(join(dir, 'qunguan.yaml'), 'locale: en\n')
  const seen: Loaded[] = []
  let tell: ((loaded: Loaded) => void) | undefined
  const failures: Error[] = []
  const watching = watchConfig(
    dir,
    plugins,
    loaded => {
      seen.push(loaded)
      tell?.(loaded)
    },
    error => failures.push(error),
  )
  onTestFinished(() => {
    watching.close()
    rmSync(dir, { recursive: true, force: true })
  })
  const next = () => new Promise<Loaded>(resolve => (tell = resolve))
  const write = (path: string, text: string) => writeFileSync(join(dir, path), text)
  return { dir, seen, failures, watching, next, write }
}

describe('watching a config', () => {
  test('a save is told, whether written in place or put in the place of the old file', async () => {
    const { dir, next, write } = watched()
    let told = next()
    write('qunguan.yaml', 'locale: zh-CN\n')
    expect((await told).config?.main.locale).toBe('zh-CN')
    told = next()
    write('new.txt', 'locale: en\n')
    renameSync(join(dir, 'new.txt'), join(dir, 'qunguan.yaml'))
    expect((await told).config?.main.locale).toBe('en')
  })

  test('a bad save is told once and has no config', () => {
    const { seen, watching, write } = watched()
    write('qunguan.yaml', 'locale：en\n')
    watching.look()
    watching.look()
    write('qunguan.yaml', 'locale：en\n')
    watching.look()
    expect(seen.map(({ config, problems }) => [config, problems.map(printProblem).length])).toEqual([[undefined, 1]])
  })

  test('what says nothing new is not told', () => {
    const { seen, watching, write } = watched()
    write('qunguan.yaml', 'locale: en\n')
    write('notes.txt', 'x')
    watching.look()
    expect(seen).toEqual([])
  })

  test('a file that an editor has just emptied is waited for', () => {
    const { seen, watching, write } = watched()
    write('qunguan.yaml', '')
    watching.look()
    expect(seen).toEqual([])
    write('qunguan.yaml', 'locale: zh-CN\n')
    watching.look()
    expect(seen).toHaveLength(1)
  })

  test('a folder that comes later is watched too', async () => {
    const { dir, next, write } = watched()
    mkdirSync(join(dir, 'plugins'))
    let told = next()
    write('plugins/rules.yaml', 'run: ask\n')
    // Whether the folder or the file is seen first, the file is read in the end.
    write('qunguan.yaml', 'locale: zh-CN\n')
    await told
    told = next()
    write('plugins/rules.yaml', 'run: asks\n')
    expect((await told).problems.map(printProblem)[0]).toContain('plugins/rules.yaml:1:6: 「asks」不对，应为 ask')
  })
})
