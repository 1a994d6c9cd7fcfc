import type { Unless } from '../../domain/actions.js'
import type { Millis } from '../../domain/events.js'
import type { MemberKey } from '../../domain/keys.js'
import type { Verdict } from '../../domain/verdict.js'
import type { Case } from '../cases/cases.js'

// What a plugin asks of the house: that something is said, put to people, done about somebody.

export interface SayOptions {
  mentions?: readonly MemberKey[]
  /** Makes the action's id when one handler says several things, or when the cause alone is not what it depends on. */
  id?: string
  /** The action's whole id, whatever it follows from: done once, however often it is come to (one card a person). */
  once?: string
  expires?: Millis
  notBefore?: Millis
  unless?: readonly Unless[]
  /** A text whose double does no harm is sent again after a crash in the middle of sending; shipped: listed as unknown. */
  ifUnknown?: 'list' | 'resend'
  /** unasked counts against `unaskedPerRoomDay`; shipped: notice. A command's answer is always a reply. */
  manner?: 'reply' | 'notice' | 'unasked'
  /** Of a private text: the plugin itself sees to it where it is not taken, and no hint without content comes before that. */
  retold?: true
}

/** What is put to a person. Option 1 is always the harmless one (law 12). */
export interface Asking {
  /** One id, one question: derived from the cause when left out. */
  id?: string
  /** Who may answer; the first answer counts. */
  to: readonly MemberKey[]
  text: string
  options: readonly string[]
  /** Handed back with the answer; `about` names the handler's own subject. */
  about: string
  data?: unknown
  expires: Millis
  /** Asked in the room (and answered there) instead of in private. */
  inRoom?: boolean
  /** The handler of the answer says something itself: a word of thanks before it would be one too many. */
  ownReply?: boolean
  /** He has just been shown it, by other means: nothing is sent, his answer counts. */
  quietly?: boolean
  /** How people point at it when several are open; shipped `Q` and a number. */
  label?: string
}

/**
 * remove: out of the room (and, with `blockFor`, barred). remind, warn: a word in the room. admins, owner: they are asked
 * whether he stays.
 */
export type Measure = Case['measure']

/** What a plugin accuses somebody of. What may be done about it is decided by run mode, role and the kernel. */
export interface Accusation {
  member: MemberKey
  /** In a few words of Chinese, as it will stand in 「已移出小鹿（发广告，K1）」. */
  reason: string
  verdict?: Verdict
  /** Original text to keep as evidence, 7 days. */
  evidence?: string
  measure: Measure
  /** What kind of incident it is, within the plugin (`ad`, `flood`): cases of one kind are strikes of one ladder. */
  kind?: string
  /** How long he stays barred after a removal, in milliseconds. */
  blockFor?: Millis
  /** The word in the room for remind and warn; with `owner`, option 2 tells him this in place of a removal. */
  text?: string
  /**
   * Number of a case of his that this belongs to: it is kept with that case, and what is done becomes more where this
   * weighs more (a suspect who was put to the admins is removed, an owner's question is asked anew as `as`), never less.
   */
  into?: string
  /** Who ordered it by command: then run mode does not matter. */
  by?: MemberKey
  /** What he is called in the case, where his own name would be taken for another's. */
  name?: string
  /**
   * impostor: he goes by the name of one who runs the group. stolen: somebody else may be writing from his account, and a
   * removal takes him out of every room. The question to the owner says so.
   */
  as?: 'impostor' | 'stolen'
}
