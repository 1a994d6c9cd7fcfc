import { expect, it } from 'vitest'
import { setNewest } from '../../src/kernel/forgetting.js'

it('keeps what is young, in the order of its times, and drops the rest', () => {
  const map = new Map<string, number>()
  const set = (key: string, at: number) => setNewest(map, key, at, known => known <= at - 10)
  set('a', 1)
  set('b', 5)
  set('a', 9)
  expect([...map]).toEqual([
    ['b', 5],
    ['a', 9],
  ])
  set('c', 15)
  expect([...map.keys()]).toEqual(['a', 'c'])
  for (let at = 16; at < 5000; at++) set(`p${at}`, at)
  expect(map.size).toBe(10)
})
