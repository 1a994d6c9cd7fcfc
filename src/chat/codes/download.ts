import type { Readable } from 'node:stream'
import { types } from 'wechaty-puppet'
import type { PuppetLink } from '../link.js'

/**
 * Fetches a message's picture: no more than so many bytes, and not after the signal. Rejects with TooLargeError, or with
 * anything else when WeChat gave none: the message is forgotten, the network is down, it took too long.
 */
export type Download = (messageId: string, limit: { bytes: number; signal: AbortSignal }) => Promise<Uint8Array>

/** The picture has more bytes than are fetched. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** How pictures are fetched through a puppet: its own way where it has one, else as Wechaty hands them out. */
export function downloadFrom(link: PuppetLink): Download {
  return async (messageId, limit) => {
    limit.signal.throwIfAborted()
    const fetching = link.picture ? link.picture(messageId, limit) : throughPuppet(link, messageId, limit)
    const picture = await unlessAborted(fetching, limit.signal)
    if (picture.length === 0) throw new Error('the picture is empty')
    return picture
  }
}

async function throughPuppet(
  { puppet }: PuppetLink,
  messageId: string,
  { bytes, signal }: { bytes: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const file = await puppet.messageImage(messageId, types.Image.HD)
  // Unknown sizes are negative.
  if (file.size > bytes) throw new TooLargeError('the picture is too large')
  const stream: Readable = await file.toStream()
  const stop = (): void => void stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const parts: Buffer[] = []
    let size = 0
    for await (const part of stream as AsyncIterable<Buffer>) {
      size += part.length
      if (size > bytes) throw new TooLargeError('the picture is too large')
      parts.push(part)
    }
    return Buffer.concat(parts)
  } finally {
    signal.removeEventListener('abort', stop)
    stream.destroy()
  }
}

/** What never answers is left behind. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const left = (): void => reject(signal.reason)
    signal.addEventListener('abort', left, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', left))
  })
}
