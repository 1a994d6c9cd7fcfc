import { expect, it } from 'vitest'
import { captionsOf } from '../../../src/sandbox/demo/captions.js'

it('gives a caption to the step below it', () => {
  const text = `steps:
  #> 新人来了 | Somebody new.
  # an ordinary comment
  - wait: 1m

  - say: { room: g1, who: lu, text: "#> 不是 | a caption" }
  #> 只有中文的不算
  - wait: 2m
  #>   空格 |  Blanks.
  - wait: 3m
`
  expect([...captionsOf(text)]).toEqual([
    [4, { chinese: '新人来了', english: 'Somebody new.' }],
    [10, { chinese: '空格', english: 'Blanks.' }],
  ])
})
