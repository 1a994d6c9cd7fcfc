import { TooLargeError } from '../codes/download.js'
import type { Wechat4uClient } from './wechat4u-client.js'

/**
 * The bytes of a message's picture, as Web WeChat shows it. As wechat4u's getMsgImg, which fetches everything however large
 * it is. Rejects with TooLargeError past so many bytes.
 */
export async function fetchPicture(
  client: Wechat4uClient,
  id: string,
  { bytes, signal }: { bytes: number; signal: AbortSignal },
): Promise<Uint8Array> {
  try {
    const { data } = await client.request({
      method: 'GET',
      url: client.CONF.API_webwxgetmsgimg,
      params: { MsgID: id, skey: client.PROP.skey, type: 'big' },
      responseType: 'arraybuffer',
      maxContentLength: bytes,
      signal,
    })
    return data as unknown as Uint8Array
  } catch (error) {
    // axios stops at the limit, and says so in words alone.
    if (error instanceof Error && error.message.includes('maxContentLength')) throw new TooLargeError(error.message)
    throw error
  }
}
