import { describe, expect, test } from 'vitest'
import { wechat4uOptions } from '../../src/config/wechat4u-options.js'
import { check } from './plugins.js'

const problems = (options: string, puppet = 'wechat4u'): string[] =>
  check({ 'qunguan.yaml': `puppet: ${puppet}\npuppetOptions:\n  ${options}\n` })

describe('the patience of puppet: wechat4u', () => {
  test('is written as durations and read as milliseconds', () => {
    expect(problems('loginWaits: [5s, 30s]')).toEqual([])
    expect(wechat4uOptions({ loginWaits: ['5s', '30s'], pollGap: '50ms', contactBatch: 10, token: 'x' })).toEqual({
      loginWaits: [5_000, 30_000],
      pollGap: 50,
      contactBatch: 10,
    })
    expect(wechat4uOptions({})).toEqual({})
  })

  test.each([
    ['loginWaits: 5s', 'qunguan.yaml:3:15: puppetOptions.loginWaits 写得不对'],
    ['loginWaits: []', 'qunguan.yaml:3:15'],
    ['loginWaits: [5s, 30]', 'qunguan.yaml:3:20'],
    ['offlineAfter: 20 s', 'qunguan.yaml:3:17'],
    ['contactBatch: 80', 'qunguan.yaml:3:17'],
  ])('%s: told where it stands', (options, message) => {
    expect(problems(options)).toEqual([expect.stringContaining(message)])
  })

  test('is nothing to other puppets', () => {
    expect(problems('loginWaits: 5', 'sandbox')).toEqual([])
  })
})
