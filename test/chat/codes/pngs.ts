import { deflateSync } from 'node:zlib'
import QRCode from 'qrcode'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A PNG of grey pixels; what its lines hold need not be what its head says. Its checksums are left empty: nobody looks. */
export function greyPng(width: number, height: number, lines: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const data = deflateSync(lines, { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

/** Codes of several contents side by side, as on a poster. */
export function poster(contents: readonly string[]): Buffer {
  const codes = contents.map(content => QRCode.create(content, { errorCorrectionLevel: 'M' }).modules)
  const cells = Math.max(...codes.map(({ size }) => size)) + 8
  const [width, height] = [codes.length * cells * PIXELS, cells * PIXELS]
  const lines = Buffer.alloc(height * (1 + width), 255)
  for (let y = 0; y < height; y += 1) {
    lines[y * (1 + width)] = 0
    for (let x = 0; x < width; x += 1) {
      const code = codes[Math.floor(x / PIXELS / cells)]
      const [column, row] = [(Math.floor(x / PIXELS) % cells) - 4, Math.floor(y / PIXELS) - 4]
      const inside = code && column >= 0 && row >= 0 && column < code.size && row < code.size
      if (inside && code.get(row, column)) lines[y * (1 + width) + 1 + x] = 0
    }
  }
  return greyPng(width, height, lines)
}

const PIXELS = 4

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)])
}
