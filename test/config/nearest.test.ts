import { describe, expect, test } from 'vitest'
import {
  nearestBoolean,
  nearestDuration,
  nearestNumber,
  nearestTime,
  nearestWindow,
  nearestWord,
  nearestZone,
} from '../../src/config/nearest.js'

describe('what the operator meant', () => {
  test.each([
    ['suspctAt', ['kickAt', 'suspectAt'], 'suspectAt'],
    ['graceHours', ['grace', 'remindAt'], 'grace'],
    ['KickAt', ['suspectAt', 'kickAt'], 'kickAt'],
    ['remind_at', ['remindAt'], 'remindAt'],
    ['cn', ['zh-CN', 'en'], 'zh-CN'],
    ['of', ['off', 'on'], 'off'],
    ['cap', ['veto', 'hard'], undefined],
    ['', ['a'], undefined],
  ])('%s among %s: %s', (word, candidates, meant) => {
    expect(nearestWord(word, candidates)).toBe(meant)
  })

  test.each([
    ['flase', false],
    ['ture', true],
    ['开', true],
    ['no', false],
    ['maybe', undefined],
  ])('boolean %s: %s', (text, meant) => {
    expect(nearestBoolean(text)).toBe(meant)
  })

  test.each([
    ['60', 60],
    ['６０', 60],
    ['90%', 0.9],
    ['200人', 200],
    ['many', undefined],
  ])('number %s: %s', (text, meant) => {
    expect(nearestNumber(text)).toBe(meant)
  })

  test.each([
    ['48小时', '2d'],
    ['1.5h', '90m'],
    ['1h30m', '90m'],
    ['30 min', '30m'],
    ['２天', '2d'],
    ['2 weeks', '14d'],
    ['1500毫秒', '1500ms'],
    ['soon', undefined],
    ['48', undefined],
  ])('duration %s: %s', (text, meant) => {
    expect(nearestDuration(text)).toBe(meant)
  })

  test.each([
    ['9:00', '09:00'],
    ['９：００', '09:00'],
    ['5点', '05:00'],
    ['9:30pm', '21:30'],
    ['12am', '00:00'],
    ['24:00', '24:00'],
    ['25:00', undefined],
    ['9:60', undefined],
  ])('time %s: %s', (text, meant) => {
    expect(nearestTime(text)).toBe(meant)
  })

  test.each([
    ['22：30～07：30', '22:30-07:30'],
    ['22:30 到 7:30', '22:30-07:30'],
    ['22:30', undefined],
  ])('window %s: %s', (text, meant) => {
    expect(nearestWindow(text)).toBe(meant)
  })

  test.each([
    ['Asia/Beijing', 'Asia/Shanghai'],
    ['UTC+8', 'Asia/Shanghai'],
    ['北京时间', 'Asia/Shanghai'],
    ['asia/shangai', 'Asia/Shanghai'],
    ['Tokyo', 'Asia/Tokyo'],
    ['America/NewYork', 'America/New_York'],
    ['nowhere at all', undefined],
  ])('zone %s: %s', (text, meant) => {
    expect(nearestZone(text)).toBe(meant)
  })
})
