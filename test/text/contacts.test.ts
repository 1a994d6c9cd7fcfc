import { describe, expect, it } from 'vitest'
import { canonical } from '../../src/text/canonical.js'
import { findContacts, holdsContact } from '../../src/text/contacts.js'
import { ordinary, reaching } from './contact-lines.js'

const kinds = (text: string) => [...new Set(findContacts(canonical(text).text).map(contact => contact.kind))].sort()

describe('findContacts', () => {
  it.each([
    ['加薇信聊', ['call']],
    ['➕V❤️：xk8-8520', ['call', 'handle']],
    ['Ⓥ：zz8899', ['handle']],
    ['加我助理微信 lin_zs', ['call', 'handle']],
    ['Q 1 9 2 8 3 7 4 6 5', ['handle']],
    ['企鹅 2938817465', ['handle']],
    ['打 138-0013-8000', ['phone']],
    ['客服 400-820-8820', ['phone']],
    ['t.me/zyku_88', ['app', 'link']],
    ['飞机联系 @pao_2026', ['app']],
    ['看这里 www.bet7788.vip', ['link']],
  ])('%j holds %j', (text, expected) => expect(kinds(text)).toEqual(expected))

  it.each([
    '微信步数才三千',
    '微信10000步',
    '微信支付崩了',
    '加班到十点',
    '加微波炉热一下',
    '卫星图上看是绿地',
    '国家卫生部门',
    '薇薇生日快乐',
    '高铁 G1024 次',
    'qq糖好吃',
    '2026-11-01 的会',
    '版本 v2.0',
    'zhangsan@example.com',
  ])('%j holds none', text => expect(kinds(text)).toEqual([]))

  it.each(reaching)('finds in %j: %s', (line, ...expected) => {
    expect(kinds(line)).toEqual(expect.arrayContaining(expected.filter(kind => kind !== undefined)))
  })

  it.each(ordinary)('finds none in %j', line => {
    const { text } = canonical(line)
    expect(findContacts(text).filter(contact => !contact.known)).toEqual([])
  })

  it('knows the addresses everybody posts, and what only looks like them', () => {
    const known = (text: string) => findContacts(text).every(contact => contact.known)
    expect(known('https://mp.weixin.qq.com/s/abc')).toBe(true)
    expect(known('https://zhuanlan.zhihu.com/p/1')).toBe(true)
    expect(known('https://weixin.qq.com/g/abcdef')).toBe(false)
    expect(known('https://github.com.evil.top/x')).toBe(false)
    expect(known('https://github.com@evil.top/x')).toBe(false)
    expect(known('https://evil-github.com/x')).toBe(false)
  })

  it('names a contact in a name', () => {
    expect(holdsContact(canonical('代购加V88520').text)).toBe(true)
    expect(holdsContact(canonical('李经理13800138000').text)).toBe(true)
    expect(holdsContact(canonical('深圳-产品-张三').text)).toBe(false)
  })
})
