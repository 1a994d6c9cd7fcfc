import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { abilities, capabilities, capabilityTable, puppetKinds } from '../../src/chat/capabilities.js'

const mark = '<!-- capabilities: UPDATE=1 npx vitest run test/docs -->\n'
const end = '<!-- /capabilities -->'

describe('what each puppet can do', () => {
  test.each([
    ['README.md', 'en'],
    ['README.zh-CN.md', 'zh'],
  ] as const)('stands in %s as the code knows it; UPDATE=1 writes it', (file, language) => {
    const text = readFileSync(file, 'utf8')
    const [before = '', rest = ''] = text.split(mark)
    const after = rest.slice(rest.indexOf(end))
    const whole = `${before}${mark}\n${capabilityTable(language)}\n\n${after}`
    if (process.env.UPDATE) writeFileSync(file, whole)
    expect(readFileSync(file, 'utf8')).toBe(whole)
  })

  test('is said of every puppet and every ability', () => {
    for (const kind of puppetKinds) expect(Object.keys(capabilities[kind]).sort()).toEqual([...abilities].sort())
  })
})
