import type { IncomingMessage } from 'node:http'

export interface Body {
  /** Parsed JSON; of a form, its text fields by name; undefined without a body. */
  value: unknown
  /** The one part of a form that has a file name. */
  file?: { name: string; bytes: Buffer }
}

/** The body of a request: JSON, or multipart/form-data as wechat4u uploads files. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const bytes = Buffer.concat(pieces)
  if (bytes.length === 0) return { value: undefined }
  const boundary = /boundary=(\S+)/.exec(request.headers['content-type'] ?? '')?.[1]
  return boundary ? readForm(bytes, boundary) : { value: JSON.parse(bytes.toString()) }
}

function readForm(bytes: Buffer, boundary: string): Body {
  const value: Record<string, string> = {}
  let file: Body['file']
  // latin1 keeps one character a byte.
  for (const part of bytes.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const at = part.indexOf('\r\n\r\n')
    const head = Buffer.from(part.slice(0, at), 'latin1').toString()
    const content = Buffer.from(part.slice(at + 4, -2), 'latin1')
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? ''
    const filename = /filename="([^"]*)"/.exec(head)?.[1]
    if (filename === undefined) value[name] = content.toString()
    else file = { name: filename, bytes: content }
  }
  return file ? { value, file } : { value }
}
