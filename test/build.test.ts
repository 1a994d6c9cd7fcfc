import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

// A checkout of a bot that says one word.
let checkout: string
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'qunguan-test-'))
  for (const dir of ['src', 'plugins/bell']) mkdirSync(join(checkout, dir), { recursive: true })
  for (const path of ['bin', 'scripts', 'tsconfig.json', 'package.json']) {
    cpSync(path, join(checkout, path), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'))
  write('src/cli.ts', "import { word } from '../plugins/bell/index.js'\nconsole.log(word satisfies string)\n")
  says('ding')
})
afterEach(() => rmSync(checkout, { recursive: true }))

function write(path: string, text: string): void {
  writeFileSync(join(checkout, path), text)
}

function says(word: string): void {
  write('plugins/bell/index.ts', `export const word: string = '${word}'\n`)
}

function qunguan(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(checkout, 'bin/qunguan.mjs')], (error, stdout) => {
      if (error) reject(error)
      else resolve(stdout.trim())
    })
  })
}

it('needs no build by hand, and no second one', async () => {
  expect(await qunguan()).toBe('ding')
  const built = readFileSync(join(checkout, 'dist/.built'), 'utf8')
  expect(await qunguan()).toBe('ding')
  expect(readFileSync(join(checkout, 'dist/.built'), 'utf8')).toBe(built)
})

it('runs what is in the sources now', async () => {
  await qunguan()
  says('dong!')
  expect(await qunguan()).toBe('dong!')
})

it('forgets a source that is gone, and leaves nothing lying about', async () => {
  write('src/old.ts', 'export {}\n')
  await qunguan()
  expect(readdirSync(join(checkout, 'dist/src'))).toContain('old.js')
  rmSync(join(checkout, 'src/old.ts'))
  await qunguan()
  expect(readdirSync(join(checkout, 'dist/src'))).toEqual(['cli.js', 'cli.js.map'])
  expect(readdirSync(join(checkout, 'dist')).sort()).toEqual(['.built', 'plugins', 'src'])
})

it('is done by several processes at once', async () => {
  for (const word of ['one', 'three']) {
    says(word)
    expect(await Promise.all(Array.from({ length: 6 }, qunguan))).toEqual(Array(6).fill(word))
  }
})
