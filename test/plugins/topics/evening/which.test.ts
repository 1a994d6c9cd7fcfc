import { expect, it } from 'vitest'
import { titled } from '../../../../plugins/topics/evening/which.js'

const topics = ['社群多少人最合适？', '社群怎么冷启动', 'A talk on Running'].map(title => ({ title }))

it.each([
  ['冷启动', ['社群怎么冷启动']],
  ['「社群怎么冷启动」', ['社群怎么冷启动']],
  ['把社群怎么冷启动', ['社群怎么冷启动']],
  ['社群', ['社群多少人最合适？', '社群怎么冷启动']],
  ['社群怎麼冷啟動', ['社群怎么冷启动']],
  ['ＲＵＮＮＩＮＧ', ['A talk on Running']],
  ['夜跑', []],
  ['？', []],
  ['', []],
])('%j means %j', (typed, expected) => {
  expect(titled(topics, typed).map(({ title }) => title)).toEqual(expected)
})

it('takes the very title before those that have it in them', () => {
  expect(titled([{ title: '读书' }, { title: '读书会' }], '读书')).toEqual([{ title: '读书' }])
})
