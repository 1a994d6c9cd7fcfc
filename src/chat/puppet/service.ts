import { Puppet, type payloads, types } from 'wechaty-puppet'
import type { Log } from '../../redis/log.js'
import type { PuppetLink, Trouble } from '../link.js'
import { insideOf, type ServiceInside } from './service-inside.js'
import { codeOf, ServiceLine, UNIMPLEMENTED } from './service-line.js'

/** The gateway is probed after so many quiet seconds, and given up for lost after twice as many. */
const QUIET_SECONDS = 30

/** Of all that a gateway can be asked to forget, a message is what nobody minds. */
const PROBE = 'qunguan-probe'

/**
 * Makes wechaty-puppet-service ready for a bot that must not lose its login. The package is loaded on the first call;
 * `options` are handed to it: token, endpoint, tls, timeoutSeconds. `src/config/` has checked them.
 *
 * Guards, each for something seen with the unmodified package (docs/platform.md):
 * - The line to the gateway is made anew when it breaks, and nothing that happens here has the gateway log the account out
 *   but an operator's command (service-line.ts).
 * - A login that the gateway repeats after a reconnect is no second login: the puppet would throw. Another account's is.
 * - A log-out that the gateway tells of is not sent back to it as an order.
 * - Names and topics are asked for anew, past the caches of both ends, and kept on no disk: the package keeps them for ever
 *   below `~/.wechaty`, in a directory that is named after the token.
 */
export async function makeServicePuppet(
  options: Readonly<Record<string, unknown>>,
  { log }: { log: Log },
): Promise<PuppetLink> {
  const { PuppetService, log: brolog } = await import('wechaty-puppet-service')
  if (!process.env['WECHATY_LOG']) brolog.level('error')
  const puppet = new PuppetService({ timeoutSeconds: QUIET_SECONDS, ...options })
  const inside = insideOf(puppet)
  inside._payloadStore = { start: async () => {}, stop: async () => {} }
  const forget = forgetful(inside, puppet, log)
  const line = new ServiceLine(inside, log, () => forget(types.Dirty.Message, PROBE))

  // A gateway's heartbeat says that the gateway is well, not that WeChat is: it is no sync.
  puppet.on('heartbeat', () => line.heard())

  const logIn = inside.login
  const orderLogout = inside.logout
  const leaveAccount = (why: string): Promise<void> => Puppet.prototype.logout.call(puppet, why)
  inside.logout = (why = 'the gateway says so') => leaveAccount(why)
  inside.login = id => {
    if (!puppet.isLoggedIn) {
      logIn.call(inside, id)
      return
    }
    if (puppet.currentUserId === id) {
      log.info({}, 'the same account is still logged in at the gateway')
      inside.emit('ready', { data: 'reconnected' })
      return
    }
    leaveAccount('another account').then(
      () => logIn.call(inside, id),
      (error: unknown) => log.error({ err: error }, 'another account was not taken over'),
    )
  }

  const scanned = new Set<(trouble: Trouble) => void>()
  puppet.on('scan', ({ qrcode, status }) => {
    if (status !== types.ScanStatus.Waiting || !qrcode) return
    if (puppet.isLoggedIn) {
      leaveAccount('the gateway shows a QR code').catch((error: unknown) =>
        log.error({ err: error }, 'the account at the gateway was not left'),
      )
    }
    for (const listener of [...scanned]) listener({ kind: 'scan', url: qrcode })
  })

  return {
    puppet,
    trouble: listener => {
      const stop = line.onTrouble(listener)
      scanned.add(listener)
      return () => {
        stop()
        scanned.delete(listener)
      }
    },
    logout: () => {
      orderLogout
        .call(inside, 'by order')
        .catch((error: unknown) => log.error({ err: error }, 'the gateway did not log out'))
    },
    leave: () => line.hangUp(),
  }
}

/**
 * Has names and topics asked for anew, each time that they are asked for. Returns what makes the gateway forget something:
 * it tells so in its stream of events. What was forgotten for ourselves is kept from Wechaty, which would ask for everybody
 * in that room again.
 */
function forgetful(inside: ServiceInside, puppet: Puppet, log: Log): (type: types.Dirty, id: string) => Promise<void> {
  const asked = new Set<string>()
  const emit = inside.emit
  inside.emit = (event, payload) => {
    if (event === 'dirty' && asked.delete(keyOf(payload as payloads.EventDirty))) {
      inside.onDirty(payload as payloads.EventDirty)
      return true
    }
    return emit.call(inside, event, payload)
  }
  const forget = async (payloadType: types.Dirty, payloadId: string): Promise<void> => {
    asked.add(keyOf({ payloadType, payloadId }))
    await puppet.dirtyPayload(payloadType, payloadId)
  }
  let forgets = true
  const anew = async <T>(type: types.Dirty, id: string, read: () => Promise<T>): Promise<T> => {
    if (forgets) {
      await forget(type, id).catch((error: unknown) => {
        if (codeOf(error) !== UNIMPLEMENTED) throw error
        forgets = false
        log.warn({}, 'this gateway forgets nothing: names and topics may be old')
      })
    }
    return read()
  }
  const { contactRawPayload, roomRawPayload } = inside
  inside.contactPayload = id => anew(types.Dirty.Contact, id, () => contactRawPayload.call(inside, id))
  inside.roomPayload = id => anew(types.Dirty.Room, id, () => roomRawPayload.call(inside, id))
  return forget
}

function keyOf({ payloadType, payloadId }: payloads.EventDirty): string {
  return `${payloadType} ${payloadId}`
}
