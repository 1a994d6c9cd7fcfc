import { describe, expect, it } from 'vitest'
import { isWechatScript } from '../../../src/chat/puppet/requests.js'
import { isExpired, judge } from '../../../src/chat/puppet/verdict.js'
import { WechatRefusal } from '../../../src/chat/puppet/wechat4u-client.js'

describe('an answer that wechat4u would evaluate', () => {
  it.each([
    'window.QRLogin.code = 200; window.QRLogin.uuid = "4f9c1b==";',
    'window.code=408;',
    "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4AAQ';",
    'window.code=200;\nwindow.redirect_uri="https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=A@qrticket_0&uuid=4f==&lang=zh_CN&scan=1";',
    'window.synccheck={retcode:"0",selector:"2"}',
    'window.synccheck={retcode:1101,selector:"0"}\n',
  ])('is let through as WeChat sends it: %s', script => {
    expect(isWechatScript(script)).toBe(true)
  })

  it.each([
    '',
    '<html><body>请登录校园网</body></html>',
    'window.code=200;process.exit()',
    'process.exit();window.code=200;',
    'window.code=(()=>200)();',
    'window.code=200+fetch("https://example.com");',
    'window.userAvatar="a"+require("fs");',
    'window.userAvatar="a\\";process.exit();"";',
    'window.__proto__.code=200;',
    'window.constructor.code=200;',
    'window.synccheck={retcode:"0",selector:"2",get x(){process.exit()}}',
    'window.redirect_uri="https://evil.example/?qq.com/";',
    'window.redirect_uri="https://evilqq.com/webwxnewloginpage";',
    'window.code=200,process.exit()',
    'window.code=200\n(process.exit())',
    'window.userAvatar=`a`',
  ])('is not, when it is anything else: %s', script => {
    expect(isWechatScript(script)).toBe(false)
  })

  it('is read in time that grows with its length alone', () => {
    expect(isWechatScript(`window.userAvatar = 'data:img/jpg;base64,${'A'.repeat(200_000)}';`)).toBe(true)
    expect(isWechatScript(`window.code=200;${' '.repeat(50_000)}x`)).toBe(false)
  })
})

describe('a failed request', () => {
  const answered = (data: unknown, status = 200) => Object.assign(new Error('x == 0'), { response: { data, status } })
  it.each([
    [answered({ BaseResponse: { Ret: 1100 } }), { kind: 'ended', ret: 1100 }],
    [answered({ BaseResponse: { Ret: 1102 } }), { kind: 'ended', ret: 1102 }],
    [answered('window.synccheck={retcode:"1101",selector:"0"}'), { kind: 'ended', ret: 1101 }],
    [new Error('already logout'), { kind: 'ended', ret: 1101 }],
    [answered({ BaseResponse: { Ret: 1203 } }), { kind: 'refused', ret: 1203 }],
    [answered({ BaseResponse: { Ret: -1 } }), { kind: 'odd', ret: -1 }],
    [new WechatRefusal(1205), { kind: 'odd', ret: 1205 }],
    [answered('<html>', 502), { kind: 'network', why: 'HTTP 502' }],
    [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), { kind: 'network', why: 'ENOTFOUND' }],
    [new TypeError("Cannot read properties of undefined (reading 'Ret')"), { kind: 'network' }],
    ['nothing', { kind: 'network', why: 'unknown' }],
  ])('%s says of the session: %o', (error, verdict) => {
    expect(judge(error)).toMatchObject(verdict)
  })

  it('tells a QR code that is too old', () => {
    expect(isExpired(answered('window.code=400;'))).toBe(true)
    expect(isExpired(answered('window.code=4000;'))).toBe(false)
    expect(isExpired(new Error('ECONNRESET'))).toBe(false)
  })
})
