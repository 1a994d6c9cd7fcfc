import type { Operation } from './operations.js'
import type { RawContact } from './raw.js'

/** What a client's requests can ask of the world behind the stand-in, in the session's ids and Web WeChat's shapes. */
export interface Town {
  /** A QR login: from here on all ids are other ones. */
  newSession(): void
  /** The server's clock, in milliseconds since 1970; by default the machine's. */
  now?(): number
  /** The account's own record. */
  self(): RawContact
  /** Rooms of webwxinit. */
  recent(): RawContact[]
  /** Friends, and saved rooms without their members: webwxgetcontact. */
  addressBook(): RawContact[]
  /** A person or a room with its members: webwxbatchgetcontact. */
  record(id: string): RawContact | undefined
  /** The bytes of a message's picture or somebody's face, where there are any. */
  picture?(page: string, query: URLSearchParams): Buffer | undefined
  /** What a request that changes something is; undefined when it is no act. */
  operation(name: string, query: URLSearchParams, body: unknown): Operation | undefined
}

/** WeChat's no, found out only when an operation was carried out. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** `BaseResponse.Ret` and `ErrMsg`. */
  readonly ret: number
  readonly reason: string

  constructor(ret: number, reason = '') {
    super(`refused: ${ret}`)
    this.ret = ret
    this.reason = reason
  }
}
