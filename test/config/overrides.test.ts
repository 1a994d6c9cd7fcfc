import { describe, expect, test } from 'vitest'
import { nearestKey, validateOverride } from '../../src/config/overrides.js'
import { configOf } from './plugins.js'

const config = configOf({ 'plugins/capacity.yaml': 'hard: 300\n' })

describe('what an owner types for a key', () => {
  test.each([
    ['capacity', 'cap', '200', 200],
    ['capacity', 'cap', '２００', 200],
    ['capacity', 'cap', 'null', null],
    ['capacity', 'keepInOld', '关', false],
    ['capacity', 'draftAt', '80%', 0.8],
    ['capacity', 'preset', 'small100', 'small100'],
    ['rules', 'ads.newcomer', '48h', '48h'],
    ['rules', 'ads.words', '代开 发票、刷单', ['代开', '发票', '刷单']],
    ['rules', 'ads.words', '[代开, 发票]', ['代开', '发票']],
    ['rules', 'pulse', '0 20 * * 5', '0 20 * * 5'],
    ['rules', 'pulse', 'off', 'off'],
    ['rules', 'run', 'ask', 'ask'],
    ['check-in', 'days', 'workdays', 'workdays'],
    ['check-in', 'days', 'mon tue', ['mon', 'tue']],
    ['check-in', 'dayBoundary', '０４：００', '04:00'],
  ])('%s.%s %s', (plugin, path, text, value) => {
    expect(validateOverride(config, { plugin }, path, text)).toEqual({ ok: true, path: path.split('.'), value })
  })

  test.each([
    ['capacity', 'cap', 'abc', '「abc」不对，应为数字。例：/配置 capacity.cap null'],
    ['capacity', 'cap', '400', 'cap 400 超过 hard 300，最多写 300。例：/配置 capacity.cap null'],
    ['rules', 'ads.newcomer', '三天', '「三天」不是时长，写法如 90s、30m、48h、7d。例：/配置 rules.ads.newcomer 72h'],
    ['rules', 'ads.newcomer', '3天', '「3天」不是时长，应为 3d。例：/配置 rules.ads.newcomer 72h'],
    ['rules', 'run', 'asks', '「asks」不对，应为 ask。例：/配置 rules.run enforce'],
    ['rules', 'ads', '90', '请写到具体一项：ads.suspectAt、ads.kickAt'],
    ['rules', 'ads.kikAt', '90', '没有 ads.kikAt 这个键，应为 ads.kickAt'],
    ['rules', 'kickAt', '90', '没有 kickAt 这个键，应为 ads.kickAt'],
    ['rules', '', '90', '可以写的键：trial、ads'],
    ['ruls', 'run', 'ask', '没有 ruls 这个插件，应为 rules'],
  ])('%s.%s %s is refused with the right form', (plugin, path, text, words) => {
    const seen = validateOverride(config, { plugin }, path, text)
    expect(seen.ok ? '' : seen.message).toContain(words)
  })

  test('is checked together with what was set before', () => {
    expect(validateOverride(config, { plugin: 'rules' }, 'ads.suspectAt', '95').ok).toBe(false)
    const owner = { ads: { kickAt: 99 } }
    expect(validateOverride(config, { plugin: 'rules', owner }, 'ads.suspectAt', '95').ok).toBe(true)
  })

  test.each([
    ['rules', 'ads.kikAt', 'ads.kickAt'],
    ['rules', 'grace', 'nameCard.grace'],
    ['check-in', 'makeup.perMoth', 'makeup.perMonth'],
    ['topics', 'zzzz', undefined],
  ])('the nearest key of %s to %s is %s', (plugin, path, near) => {
    expect(nearestKey(config, plugin, path)).toBe(near)
  })
})
