import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Decoder } from '../../../src/chat/codes/decoder.js'
import { shippedLimits } from '../../../src/chat/codes/reader.js'
import { drawPicture } from '../../../src/sandbox/pictures.js'
import { greyPng, poster } from './pngs.js'

const GROUP = 'https://weixin.qq.com/g/AwYAAJ'
const fixture = (name: string): Buffer => readFileSync(`test/chat/codes/${name}`)

// What the pictures hold is the question here, not how busy the machine is.
const patient = { ...shippedLimits, decoding: 30_000 }
const decoder = new Decoder(patient)
afterAll(() => decoder.close())

describe('the codes of a picture', () => {
  it.each([
    ['a PNG', drawPicture({ qr: GROUP }, 1), [GROUP]],
    ['a JPEG', fixture('group-code.jpg'), [GROUP]],
    ['a GIF', fixture('group-code.gif'), [GROUP]],
    ['a PNG of 3 MB', drawPicture({ qr: GROUP, bytes: 3_000_000 }, 1), [GROUP]],
    ['a poster with two', poster([GROUP, 'https://u.wechat.com/MK1']), [GROUP, 'https://u.wechat.com/MK1']],
    ['the same one twice', poster([GROUP, GROUP]), [GROUP]],
    ['Chinese words', drawPicture({ qr: '加我微信 xk8852' }, 1), ['加我微信 xk8852']],
    ['one that holds nothing', drawPicture({ noise: true }, 1), []],
    ['a photo of 4 million pixels', drawPicture({ noise: true, bytes: 9_500_000 }, 1), []],
  ])('are read of %s', async (_, picture, codes) => {
    const read = await decoder.read(picture)
    expect('codes' in read ? { codes: [...read.codes].sort() } : read).toEqual({ codes: [...codes].sort() })
  })

  const whole = drawPicture({ qr: GROUP }, 1)
  it.each([
    ['a broken file', drawPicture({ broken: true }, 1), 'broken'],
    ['nothing', Buffer.alloc(0), 'broken'],
    ['a JPEG that ends in its head', fixture('group-code.jpg').subarray(0, 60), 'broken'],
    ['a PNG that ends in its head', whole.subarray(0, 40), 'broken'],
    [
      'SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/x"/></svg>'),
      'broken',
    ],
    ['a web page', Buffer.from('<!doctype html><img src=x onerror=alert(1)>'), 'broken'],
    [
      'a web page that begins as a PNG',
      Buffer.concat([whole.subarray(0, 8), Buffer.from('<html>'.repeat(90))]),
      'broken',
    ],
    ['60000 × 60000 pixels in 70 bytes', greyPng(60_000, 60_000, Buffer.alloc(0)), 'too large'],
    ['a PNG that inflates to 200 MB', greyPng(100, 100, Buffer.alloc(200_000_000)), 'too large'],
  ])('are not read of %s', async (_, picture, problem) => {
    expect(await decoder.read(picture)).toEqual({ problem })
    // It goes on as before.
    expect(await decoder.read(whole)).toEqual({ codes: [GROUP] })
  })

  it('are read of the part of a file that is there', async () => {
    const jpeg = fixture('group-code.jpg')
    const read = await decoder.read(jpeg.subarray(0, jpeg.length - 200))
    expect(['codes', 'problem'].filter(key => key in read)).toHaveLength(1)
  })
})

describe('the thread', () => {
  const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)
  const listen =
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', picture => { BODY }); parentPort.postMessage({ ready: true })"

  it('is ended when a picture takes too long, and the next one has another', async () => {
    const stuck = new Decoder(
      { pixels: 100, decoding: 100 },
      script(
        listen.replace(
          'BODY',
          'if (picture[0] === 0) for (;;) {} else parentPort.postMessage({ codes: ["ok"], swollen: false })',
        ),
      ),
    )
    const [first, second] = await Promise.all([stuck.read(Uint8Array.of(0)), stuck.read(Uint8Array.of(1))])
    expect([first, second]).toEqual([{ problem: 'timeout' }, { codes: ['ok'] }])
    stuck.close()
  })

  it.each([
    ['ends', 'process.exit(1)'],
    ['throws', 'throw new Error("killed")'],
    ['runs out of memory', 'const all = []; for (;;) all.push(new Array(100_000).fill(all.length))'],
  ])('%s in the middle, and the next picture is read', async (_, end) => {
    const dying = new Decoder(
      { pixels: 100, decoding: 30_000 },
      script(
        listen.replace(
          'BODY',
          `if (picture[0] === 0) { ${end} } else parentPort.postMessage({ codes: ['ok'], swollen: false })`,
        ),
      ),
    )
    const read = await Promise.all([0, 1].map(byte => dying.read(Uint8Array.of(byte))))
    expect(read).toEqual([{ problem: 'broken' }, { codes: ['ok'] }])
    dying.close()
  })

  it('dies when nobody asks it anything, and the next picture has another', async () => {
    const body = "parentPort.postMessage({ codes: ['ok'], swollen: false }); setImmediate(() => process.exit(0))"
    const fleeting = new Decoder({ pixels: 100, decoding: 60_000 }, script(listen.replace('BODY', body)))
    for (let read = 0; read < 3; read += 1) {
      await vi.waitFor(async () => expect(await fleeting.read(Uint8Array.of(1))).toEqual({ codes: ['ok'] }), {
        timeout: 20_000,
      })
    }
    fleeting.close()
  })

  it('cannot begin: that picture is given up, not the bot', async () => {
    const never = new Decoder({ pixels: 100, decoding: 100 }, script('throw new Error("no decoder")'))
    expect(await never.read(Uint8Array.of(1))).toEqual({ problem: 'broken' })
    never.close()
  })

  it('is begun anew when it has swollen', async () => {
    const code = listen.replace(
      'BODY',
      'parentPort.postMessage({ codes: [String(++read)], swollen: picture[0] === 0 })',
    )
    const growing = new Decoder({ pixels: 100, decoding: 30_000 }, script(`let read = 0; ${code}`))
    const read = []
    for (const byte of [1, 0, 1]) read.push(await growing.read(Uint8Array.of(byte)))
    expect(read).toEqual([{ codes: ['1'] }, { codes: ['2'] }, { codes: ['1'] }])
    growing.close()
  })

  it('is gone after the end, with all that waited', async () => {
    const closed = new Decoder(patient)
    const read = [closed.read(drawPicture({ qr: GROUP }, 1)), closed.read(drawPicture({ qr: GROUP }, 1))]
    closed.close()
    expect(await Promise.all(read)).toEqual([{ problem: 'broken' }, { problem: 'broken' }])
  })
})
