import { FRESH, type MessageEvent } from '../domain/events.js'
import { BOT, type RoomKey } from '../domain/keys.js'
import { awakeAfter, isOneLine, quietUntil } from '../domain/quiet.js'
import type { Posting } from '../queue/posting.js'
import type { SayOptions } from './asked.js'
import { configFile, configFiles } from './config-files.js'
import type { Plugin } from './contract.js'
import { awaitNoRoom, awaitRoom, keepAwaited } from './founding.js'
import type { CommandCtx, Ctx } from './given.js'
import type { House } from './house.js'
import type { Incidents } from './incidents.js'
import type { Inquiries } from './inquiries.js'
import { modeOf } from './modes.js'
import type { Namesakes } from './namesakes.js'
import { changesBy } from './overlays.js'
import type { People } from './people.js'
import type { Recognition } from './recognition.js'
import type { Replies } from './replies.js'
import { shadowOf, storeAt } from './store.js'
import { line } from './texts.js'
import { capOf, figuresOf, openingOf, worthOf } from './together.js'

/** What a context is made from: the parts of the kernel it hands to a plugin. */
export interface ContextParts {
  house: House
  people: People
  incidents: Incidents
  inquiries: Inquiries
  recognition: Recognition
  replies: Replies
  namesakes: Namesakes
}

/** Whose context it is, and what everything in it follows from. */
export interface Occasion {
  plugin: Plugin
  room: RoomKey
  cause: string
  /** Which of a plugin's handlers of one cause it is, where there are several: what each says has ids of its own. */
  part?: string
}

/** Makes the context that a handler of a plugin is given. */
export function contextOf(parts: ContextParts, { plugin, room, cause, part = '' }: Occasion): Ctx {
  const { house, people, incidents, inquiries, recognition, replies } = parts
  const view = people.room(room)
  const config = house.config.of(plugin, view.community, room).value
  const allowed = modeOf(house, plugin, room)
  // After a login that made too many unrecognisable the bot only looks on; what it records stays what it is.
  const mode = recognition.blind && plugin.name !== 'house' && allowed !== 'off' ? 'observe' : allowed
  let said = 0
  let drawn = 0
  const idOf = (options: SayOptions | undefined) =>
    options?.once === undefined
      ? `${cause}|${plugin.name}|${options?.id ?? `${part}${said++}`}`
      : `${plugin.name}|${options.once}`
  const post = async (posting: Omit<Posting, 'id' | 'origin'>, options: SayOptions | undefined) => {
    if (mode === 'observe' && posting.manner !== 'reply') return
    if (posting.manner === 'unasked' && house.books.silence.isSilent(room, house.now())) return
    const whole = {
      ...posting,
      id: idOf(options),
      origin: plugin.name,
      ...(room === '' ? {} : { from: room }),
      ...passed(options),
    }
    await (posting.manner === 'reply' ? replies.post(whole) : house.outbox.post(whole))
  }
  return {
    plugin: plugin.name,
    config,
    room: view,
    community: view.community,
    charter: house.config.all.communities[view.community]?.charter ?? NO_CHARTER,
    communityName: house.config.all.communities[view.community]?.name ?? '',
    cause,
    zone: house.config.main.timezone,
    workdays: house.config.all.workdays,
    mode,
    log: house.log,
    books: house.books,
    store: storeAt(house.redis, house.prefix, allowed === 'observe' ? shadowOf(plugin.name) : plugin.name, room),
    lasting: storeAt(house.redis, house.prefix, plugin.name, room),
    now: () => house.now(),
    unaskedLeft: () => house.outbox.unaskedLeft(room),
    quietUntil: () => quietUntil(house.config.main.quiet, house.config.main.timezone, house.now()),
    awakeAfter: (span, from) =>
      awakeAfter(house.config.main.quiet, house.config.main.timezone, from ?? house.now(), span),
    rooms: of =>
      [...(of === undefined ? house.rooms.kept : house.rooms.ofCommunity(of))]
        .sort(inOrder)
        .map(key => people.room(key)),
    isTopicTaken: topic => isTopicTaken(house, topic),
    at: other => contextOf(parts, { plugin, room: other, cause, part: `${part}@${other}|` }),
    capOf: other => capOf(house, other),
    worth: what => worthOf(house, room, what),
    opening: () => openingOf(house, room, other => contextOf(parts, { plugin: other, room, cause, part: 'opening' })),
    figures: date =>
      figuresOf(house, room, date, other => contextOf(parts, { plugin: other, room, cause, part: 'figures' })),
    configFile: path => configFile(house, path),
    configFiles: folder => configFiles(house, folder),
    random: () => house.random(`${cause}|${plugin.name}|${part}${drawn++}`),
    text: (key, values) => line(plugin.texts, house.config.main.locale, config.texts, key, values),
    member: key => people.view(key, room),
    members: () => people.members(room),
    isFriend: async member => (await house.refresh(member))?.friend === true,
    staff: role => people.staff(view.community, role),
    find: name => people.find(room, name),
    say: (text, options) =>
      post(
        {
          action: { act: 'say', room, text, ...(options?.mentions ? { mentions: options.mentions } : {}) },
          manner: options?.manner ?? 'notice',
        },
        options,
      ),
    dm: (member, text, options) =>
      post({ action: { act: 'dm', member, text }, manner: options?.manner ?? 'notice' }, options),
    async tell(member, text, options) {
      if (mode === 'observe' && options?.manner !== 'reply') return
      if ((await house.refresh(member))?.friend === true) {
        return post({ action: { act: 'dm', member, text }, manner: options?.manner ?? 'notice' }, options)
      }
      // A room at rest is not disturbed for that: the operators hear of it.
      if (options?.manner === 'reply' || !house.books.silence.isSilent(room, house.now())) {
        const hint = house.text('cannotWrite')
        await post(
          { action: { act: 'say', room, text: hint, mentions: [member] }, manner: options?.manner ?? 'notice' },
          options,
        )
      }
      house.alert(text)
    },
    act: (action, options) => post({ action, manner: options?.manner ?? 'notice' }, options),
    casesOf: member => house.cases.of(view.community, member),
    cases: () => house.cases.all.filter(known => known.community === view.community),
    case: number => {
      const known = house.cases.get(number)
      // An operator's command stands in no room.
      return room === '' || known?.community === view.community ? known : undefined
    },
    accuse: accusation => incidents.accuse({ plugin: plugin.name, room, cause, mode }, accusation),
    async ask(asking) {
      if (mode === 'observe') return
      const id = asking.id ?? `${cause}|${plugin.name}|ask${part}${said++}`
      await inquiries.ask({ plugin: plugin.name, room }, { ...asking, id })
    },
    async unask(id, { but } = {}) {
      const asked = house.questions.open.filter(each => each.plugin === plugin.name && each.id.startsWith(id))
      for (const question of asked) if (question.id !== but) await inquiries.withdraw(question.id)
    },
    later: (job, data, at, { id }) =>
      house.timers.later({ id: `${plugin.name}|${room}|${id}`, name: `${plugin.name}.${job}`, room, due: at, data }),
    startSaga: (name, id, step, state) =>
      house.sagas.start({ id: `${plugin.name}|${id}`, plugin: plugin.name, name, room, step, state }),
    resumeSaga: (id, change) => house.sagas.resume(`${plugin.name}|${id}`, change),
    async sagaOf(id) {
      const record = await house.sagas.get(`${plugin.name}|${id}`)
      return record && { step: record.step, state: record.state, over: record.doneAt !== undefined }
    },
    cancel: id => house.timers.cancel(`${plugin.name}|${room}|${id}`),
    async set(key, value) {
      await house.config.set(room, plugin.name, key, value)
      await house.reconcile()
    },
    undo: (number, by) => incidents.undo(number, by),
    dismiss: number => incidents.dismiss(number),
    look() {
      house.inHand
        .during(() => house.look(room))
        .catch((error: unknown) => house.log.error({ err: error, room }, 'could not look at a room'))
    },
    async appoint(member, by) {
      if (mode === 'observe') return
      await house.roles.grant(view.community, member, 'admin', by, house.now())
      await house.books.audit.record({
        id: `${cause}|appoint`,
        at: house.now(),
        by,
        role: people.view(by, room).role,
        community: view.community,
        room,
        command: house.text('auditAppoint'),
        targets: [member],
        outcome: 'done',
      })
    },
    awaitRoom: (purpose, topic) => awaitRoom(house, { from: room, purpose, topic }),
    awaitNoRoom: purpose => awaitNoRoom(house, purpose),
    keepRoom: other => keepAwaited(house, other),
    async seeOff(member, to, options) {
      if (mode === 'observe') return
      const unless = [
        { is: 'gone', room, member } as const,
        { is: 'absent', room: to, member } as const,
        { is: 'ambiguous', member } as const,
        ...(options.unless ?? []),
      ]
      await post({ action: { act: 'kick', room, member }, manner: 'notice' }, { ...options, unless })
      await house.books.audit.record({
        id: idOf(options),
        at: house.now(),
        by: member,
        role: people.view(member, room).role,
        community: view.community,
        room,
        command: house.text('auditMove'),
        targets: [member],
        outcome: 'done',
      })
    },
    async withdraw(once) {
      await house.outbox.withdraw(record => record.id === `${plugin.name}|${once}`)
    },
    async overlay(settings) {
      await house.settings.lay(room, settings)
      house.config.forget(room)
      await house.reconcile()
    },
    changesBy: settings => changesBy(house, room, settings),
    laid: () => house.settings.overlay(room),
    canRemove: async () => {
      const owner = (await house.probe(room))?.owner
      return owner === BOT || (owner === undefined && !house.rights.cannotRemove(room, house.now(), owner))
    },
    alert: text => house.alert(text),
    readCodes: message => house.readCodes(message),
  }
}

/** Of a community that no file describes. */
const NO_CHARTER = { goal: '', value: '', for: '', notFor: '' }

function isTopicTaken({ identity }: House, topic: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '')
  return [...identity.rooms].some(
    ([room, known]) => plain(known.topic) === plain(topic) && identity.idOfRoom(room) !== undefined,
  )
}

const { compare: inOrder } = new Intl.Collator('en', { numeric: true })

/** What a command's context is before the desk runs the command: that adds what belongs to the run. */
export type CalledCtx = Omit<CommandCtx, 'whichOf' | 'decline' | 'concerns'>

/** A context of a command: it knows who asked, and answers where he asked. */
export function commandContextOf(parts: ContextParts, occasion: Occasion, message: MessageEvent): CalledCtx {
  const { house, people, replies: road } = parts
  const ctx = contextOf(parts, { ...occasion, part: 'command' })
  const asked = { to: message.member, ...(message.room === undefined ? {} : { room: message.room }) }
  const caller = people.view(message.member, occasion.room)
  const inPrivate = message.room === undefined
  let replies = 0
  const reply = async (text: string, options?: SayOptions) => {
    if (house.now() - message.sentAt > FRESH) return
    // At night a long answer is for the asker alone.
    if (!inPrivate && caller.friend && !isOneLine(text) && ctx.quietUntil() !== undefined) return privately(text)
    const id = `${message.id}|${options?.id ?? `reply${replies++}`}`
    const action = inPrivate
      ? ({ act: 'dm', member: message.member, text } as const)
      : ({
          act: 'say',
          room: occasion.room,
          text,
          ...(options?.mentions ? { mentions: options.mentions } : {}),
        } as const)
    await road.post({ id, origin: occasion.plugin.name, action, ...passed(options) }, asked)
  }
  const privately = async (text: string) => {
    const action = { act: 'dm', member: message.member, text } as const
    // At once: a crash between them would leave the room without a word.
    await Promise.all([
      road.post({ id: `${message.id}|whisper`, origin: occasion.plugin.name, action }, asked),
      reply(house.text('whispered', { name: caller.name })),
    ])
  }
  return {
    ...ctx,
    caller,
    message,
    private: inPrivate,
    reply,
    async whisper(text, short) {
      if (inPrivate) return reply(text)
      return caller.friend ? privately(text) : reply(short ?? text)
    },
  }
}

function passed(
  options: SayOptions | undefined,
): Partial<Pick<Posting, 'expires' | 'notBefore' | 'unless' | 'ifUnknown'>> {
  if (!options) return {}
  const { expires, notBefore, unless, ifUnknown } = options
  return {
    ...(expires === undefined ? {} : { expires }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(unless === undefined ? {} : { unless }),
    ...(ifUnknown === undefined ? {} : { ifUnknown }),
  }
}
