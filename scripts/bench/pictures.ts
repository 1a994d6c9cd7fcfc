import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { deflateSync } from 'node:zlib'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { CodeReader } from '../../src/chat/codes/reader.js'
import type { MessageEvent } from '../../src/domain/events.js'
import { InHand } from '../../src/domain/in-hand.js'
import { silent } from '../../src/redis/log.js'
import { drawPicture } from '../../src/sandbox/pictures.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

/** What people send, and what those send who mean harm: all of it at once. */
function album(): Buffer[] {
  const photo = drawPicture({ noise: true, bytes: 9_500_000 }, 1)
  const code = drawPicture({ qr: 'https://weixin.qq.com/g/AwYAAJ', bytes: 500_000 }, 1)
  // 200 MB of nothing in the place of 100 by 100 pixels.
  const bomb = Buffer.concat([code.subarray(0, 33), chunk(deflateSync(Buffer.alloc(200_000_000)))])
  return [
    photo,
    code,
    bomb,
    photo,
    drawPicture({ broken: true, bytes: 3_000_000 }, 1),
    code,
    photo.subarray(0, 5_000_000),
  ]
}

function chunk(data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12)
  framed.writeUInt32BE(data.length, 0)
  framed.write('IDAT', 4, 'latin1')
  data.copy(framed, 8)
  return framed
}

/** How long the bot is deaf while pictures are read for codes: beside it, as it does, and in its own thread. */
export async function pictures(tell: Tell): Promise<Result[]> {
  const shown = album()
  const inHand = new InHand()
  let read = 0
  const reader = new CodeReader({
    download: async id => shown[Number(id) % shown.length] ?? Buffer.alloc(0),
    inHand,
    log: silent,
    onRead: async ({ codes }) => {
      read += codes.length
    },
  })
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer },
    fireImmediately: true,
  })
  let asked = 0
  const beside = async () => {
    for (const _ of shown) reader.read(message(String(asked++)))
    await inHand.empty()
  }
  const within = async () => {
    // The bomb would fill the memory here.
    for (const picture of shown.filter((_, at) => at !== 2)) {
      await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 10 })
    }
  }
  const { a, b } = await inTurn(
    () => stall(beside),
    () => stall(within),
    { tell },
  )
  reader.stop()
  if (read !== (2 * asked) / shown.length) throw new Error(`${read} codes were read of ${asked} pictures`)
  return [
    {
      ...measured('longest stall while seven pictures are read, up to 9.5 MB, one a bomb', 'ms', a),
      goal: '≤ 50',
      against: measured('the same decoder in the main loop, without the bomb', 'ms', b),
    },
  ]
}

/** The longest time for which the loop did not turn, in milliseconds. */
async function stall(work: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // It measures from one of its own turns to the next.
  const turns = () => new Promise(resolve => setTimeout(resolve, 20))
  await turns()
  await work()
  await turns()
  delay.disable()
  return delay.max / 1e6
}

function message(id: string): MessageEvent {
  return {
    kind: 'message',
    id,
    room: 'g1',
    member: 'lu',
    parts: [{ kind: 'image' }],
    text: '',
    mentionsBot: false,
    sentAt: 0,
  }
}
