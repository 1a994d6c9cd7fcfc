import { deflateSync } from 'node:zlib'
import QRCode from 'qrcode'
import { chance } from '../domain/chance.js'

/** What a picture shows: a QR code with that content, noise, or a broken file; `bytes` is its size as a file. */
export type PictureSpec = ({ qr: string } | { noise: true } | { broken: true }) & { bytes?: number }

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Pixels of one QR module, and the blank modules around it that readers need. */
const modulePixels = 6
const quietModules = 4

/**
 * The PNG of a picture, the same for the same seed. With `bytes` it is exactly that long where it can be: noise is made
 * of as many pixels, a code is padded, a broken file is filled with rubbish behind its head.
 */
export function drawPicture(spec: PictureSpec, seed: number): Buffer {
  if ('broken' in spec) return broken(spec.bytes ?? 2048, seed)
  if ('qr' in spec) return pad(qrCode(spec.qr), spec.bytes)
  // Three bytes a pixel and one a line: a square just under the wanted size, the rest is padding.
  const side = spec.bytes === undefined ? 120 : Math.max(8, Math.floor(Math.sqrt((spec.bytes - 200) / 3.01)))
  return pad(noise(side, seed), spec.bytes)
}

/** A person's own picture: five by five blocks, mirrored, in a colour of his own. */
export function drawAvatar(seed: number): Buffer {
  const dice = chance(seed)
  const colour = [dice.below(200), dice.below(200), dice.below(200)]
  const blocks = Array.from({ length: 5 }, () => Array.from({ length: 3 }, () => dice.below(2) === 1))
  return paint(40, 40, 'colour', (x, y) => {
    const column = Math.floor(x / 8)
    return blocks[Math.floor(y / 8)]?.[column > 2 ? 4 - column : column] ? colour : [240, 240, 240]
  })
}

/** WeChat's picture of who has none. */
export function drawDefaultAvatar(): Buffer {
  return paint(40, 40, 'grey', () => [204])
}

function qrCode(content: string): Buffer {
  const { modules } = QRCode.create(content, { errorCorrectionLevel: 'M' })
  const side = (modules.size + 2 * quietModules) * modulePixels
  const at = (pixel: number) => Math.floor(pixel / modulePixels) - quietModules
  const inside = (place: number) => place >= 0 && place < modules.size
  return paint(side, side, 'grey', (x, y) => {
    const dark = inside(at(x)) && inside(at(y)) && modules.get(at(y), at(x))
    return [dark ? 0 : 255]
  })
}

function noise(side: number, seed: number): Buffer {
  const dice = chance(seed)
  const lines = Buffer.from(
    new Uint32Array(Math.ceil((side * (1 + side * 3)) / 4)).map(() => dice.below(2 ** 32)).buffer,
  )
  for (let y = 0; y < side; y += 1) lines[y * (1 + side * 3)] = noFilter
  // Noise does not shrink; trying would only cost time.
  return png(side, side, 'colour', lines.subarray(0, side * (1 + side * 3)), 0)
}

/** A PNG's head, and then nothing of one. */
function broken(bytes: number, seed: number): Buffer {
  const dice = chance(seed)
  const rubbish = Buffer.from(Array.from({ length: Math.max(0, bytes - signature.length) }, () => dice.below(256)))
  return Buffer.concat([signature, rubbish])
}

/** Each line of a PNG begins with how it was filtered. */
const noFilter = 0

function paint(
  width: number,
  height: number,
  kind: 'grey' | 'colour',
  pixel: (x: number, y: number) => readonly number[],
): Buffer {
  const lines: number[] = []
  for (let y = 0; y < height; y += 1) {
    lines.push(noFilter)
    for (let x = 0; x < width; x += 1) lines.push(...pixel(x, y))
  }
  return png(width, height, kind, Buffer.from(lines), 6)
}

function png(width: number, height: number, kind: 'grey' | 'colour', lines: Buffer, level: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, kind === 'grey' ? 0 : 2, 0, 0, 0], 8)
  const body = deflateSync(lines, { level })
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))])
}

/** Makes a PNG `bytes` long with a private chunk before its end that every reader passes over. */
function pad(image: Buffer, bytes = 0): Buffer {
  const room = bytes - image.length - 12
  if (room < 0) return image
  const end = image.length - 12
  return Buffer.concat([image.subarray(0, end), chunk('paDd', Buffer.alloc(room)), image.subarray(end)])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  named.copy(framed, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1
  return rest >>> 0
})

/** PNG's checksum; node:zlib has one only from Node 22 on. */
function crc32(bytes: Buffer): number {
  let rest = 0xffffffff
  for (const byte of bytes) rest = (crcTable[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8)
  return (rest ^ 0xffffffff) >>> 0
}
