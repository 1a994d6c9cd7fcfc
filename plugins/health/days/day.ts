import type { Ctx } from '../../../src/kernel/plugin.js'

/** One day of a room in figures; counts only, nobody's key, no text. */
export interface Day {
  /** `YYYY-MM-DD` in the community's zone. */
  date: string
  /** People in the room at the end of the day, the bot left out; who came and who went on it. */
  members: number
  joins: number
  leaves: number
  /** Who wrote at least once, and all that was written. */
  speakers: number
  messages: number
  checkIns: number
  /** Messages of the fifth of the members who wrote most (of 240 the first 48). */
  top: number
  /** Messages of the owner. */
  owner: number
  /** Conversations that members other than the owner began, all that were begun, and those of members that got an answer. */
  startedByMembers: number
  started: number
  answered: number
  /** Pairs of people who talked with each other, and how often one wrote soon after the other. */
  pairs: number
  links: number
  /** Who of those that came within 30 days wrote for the first time. */
  firstWords: number
  /** Members of 90 days and longer: how many there are, how many of them wrote, and their messages. */
  veterans: number
  veteranSpeakers: number
  veteranMessages: number
  /** Cases opened, and those of them that were taken back; topics held; questions that nobody answered. */
  cases: number
  undone: number
  topics: number
  unanswered: number
}

/** The days of a room from one date to another, both included, oldest first; days of which nothing is known are left out. */
export type DaysOf = (ctx: Ctx, fromDate: string, toDate: string) => Promise<Day[]>
