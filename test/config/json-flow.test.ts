import { describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { loadConfigFrom } from '../../src/config/load.js'
import { schemas } from '../../src/plugin-schemas.js'

describe('JSON is YAML', () => {
  it('takes a value pasted as JSON, without a space behind its colons', () => {
    const text = 'wechatyPlugins: [{"package":"wechaty-heartbeat","options":{"word":"你好"}}]\n'
    const { config, problems } = loadConfigFrom({ 'qunguan.yaml': text }, schemas(plugins))
    expect(problems.filter(problem => problem.severity === 'error')).toEqual([])
    expect(config?.main.wechatyPlugins).toEqual([{ package: 'wechaty-heartbeat', options: { word: '你好' } }])
  })
})
