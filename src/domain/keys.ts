/**
 * Keys of ours. They outlive sessions; the platform's contact and room ids do not and never leave src/chat/.
 * A `RoomKey` is what the YAML calls the room (`g1`); a `MemberKey` is one person across all rooms (`m…`).
 */
export type RoomKey = string
export type MemberKey = string
export type CommunityKey = string

/** The bot itself, as a member of its rooms. */
export const BOT: MemberKey = 'bot'

/** The member key under which operators' commands are recorded. */
export const OPERATOR: MemberKey = 'operator'
