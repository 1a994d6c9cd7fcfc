import { crc32 } from 'node:zlib'

/** Where a PNG's first chunk (IHDR) ends: signature, length, kind, 13 bytes, checksum. */
const AFTER_HEAD = 8 + 4 + 4 + 13 + 4
const KEYWORD = 'Description\0'
/** Behind the keyword of an iTXt chunk: not compressed, no language, no translated keyword. */
const PLAIN = '\0\0\0\0'

/** A PNG that carries what stands on it in words, where software for those who cannot see it looks: an iTXt Description. */
export function withText(png: Buffer, text: string): Buffer {
  const body = Buffer.from(`iTXt${KEYWORD}${PLAIN}${text}`)
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([png.subarray(0, AFTER_HEAD), chunk, png.subarray(AFTER_HEAD)])
}

/** What `withText` put into a picture, if anybody did. */
export function textOf(picture: Buffer): string | undefined {
  const at = AFTER_HEAD
  if (picture.length < at + 8 || picture.toString('latin1', at + 4, at + 8) !== 'iTXt') return undefined
  const body = picture.toString('utf8', at + 8, at + 8 + picture.readUInt32BE(at))
  return body.startsWith(KEYWORD + PLAIN) ? body.slice(KEYWORD.length + PLAIN.length) : undefined
}
