import type { PuppetLink } from '../chat/link.js'
import { SandboxPuppet } from './puppet.js'
import type { World } from './world.js'

/** How the bot gets to the played WeChat. */
export interface Door {
  /** A client for a process that begins: in the session that there is, or one that logs in. */
  open(): Promise<Client>
  /** The world is at its end. */
  close(): Promise<void>
}

/** One life of the bot's client. */
export interface Client {
  link: PuppetLink
  /** It has heard all there is to hear, and nothing that it asked is still unanswered. */
  isQuiet(): boolean
  /** Resolves when it is quiet, or cut. */
  quiet(): Promise<void>
  /** The virtual clock has moved; resolves when the client has noticed. */
  moved(): Promise<void>
  /** Cuts it off as a kill would: what it asked is not answered any more, and WeChat is not told. */
  cut(): void
}

/** The way of the sandbox: a puppet in the same process that asks the world directly, and is never behind it. */
export function sandboxDoor(world: World): Door {
  return {
    open: async () => {
      const puppet = new SandboxPuppet(world)
      return {
        link: {
          puppet,
          tap: listener => puppet.onRaw(listener),
          record: id => puppet.record(id),
          // It is told of everything within the step that caused it.
          lastSync: () => world.now(),
          sessionSince: () => world.sessionSince,
        },
        isQuiet: () => true,
        quiet: async () => {},
        moved: async () => {},
        cut: () => puppet.cut(),
      }
    },
    close: async () => {},
  }
}
