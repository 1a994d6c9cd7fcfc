import { describe, expect, it } from 'vitest'
import { nextTopic, sameTopic, shortName } from '../../../../plugins/capacity/split/naming.js'

describe('the name of the next room', () => {
  it.each([
    ['社群实战1群', '社群实战2群'],
    ['社群实战９群', '社群实战10群'],
    ['夜跑第一群', '夜跑第二群'],
    ['夜跑九群', '夜跑十群'],
    ['夜跑十群🏃', '夜跑十一群🏃'],
    ['夜跑十九群', '夜跑二十群'],
    ['夜跑二十九群', '夜跑三十群'],
    ['3号群', '4号群'],
    ['夜跑 1', '夜跑 2'],
    ['夜跑群', '夜跑2群'],
    ['夜跑群🏃', '夜跑2群🏃'],
    ['2030夜跑群', '2030夜跑2群'],
    ['2030夜跑1群', '2030夜跑2群'],
    ['夜跑1群（广州）', '夜跑2群（广州）'],
    ['群星读书会', '群星读书会2群'],
    ['Runners', 'Runners2群'],
  ])('%s → %s', (topic, next) => {
    expect(nextTopic(topic, []).normalize('NFKC')).toBe(next.normalize('NFKC'))
  })

  it('skips what is there already, however it is written', () => {
    expect(nextTopic('社群实战1群', ['社群实战２群', '社群实战 3群'])).toBe('社群实战4群')
    expect(nextTopic('夜跑群', ['夜跑2群'])).toBe('夜跑3群')
    expect(sameTopic('夜跑 2群', '夜跑２群')).toBe(true)
  })

  it.each([
    ['社群实战2群', '2群'],
    ['夜跑第二群', '二群'],
    ['夜跑会', '新群'],
  ])('%s is called %s for short', (topic, short) => {
    expect(shortName(topic)).toBe(short)
  })
})
