import { describe, expect, it } from 'vitest'
import { fitsTemplate, printedTopic } from '../../../../plugins/rules/topic-guard/template.js'

describe('the shape of a topic', () => {
  it.each([
    ['社群实战1群', '社群实战{n}群', true],
    ['社群实战 12 群', '社群实战{n}群', true],
    ['社群实战十二群', '社群实战{n}群', true],
    ['社群实战群', '社群实战{n}群', false],
    ['社群实战1群（总）', '社群实战{n}群', false],
    ['吃喝玩乐群', '社群实战{n}群', false],
    ['夜跑(北京)', '夜跑(北京)', true],
    ['夜跑北京', '夜跑(北京)', false],
    ['夜跑.1', '夜跑.{n}', true],
    ['夜跑x1', '夜跑.{n}', false],
    ['随便', '', true],
  ])('%s in %s: %s', (topic, template, fits) => {
    expect(fitsTemplate(topic, template)).toBe(fits)
  })
})

it('is printed on one line, calling nobody', () => {
  expect(printedTopic('@所有人\n快来\u202e')).toBe('所有人 快来')
  expect(printedTopic('长'.repeat(60))).toHaveLength(25)
})
