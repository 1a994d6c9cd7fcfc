import { BOT } from '../domain/keys.js'
import { awakeAfter, quietUntil } from '../domain/quiet.js'
import type { Ctx } from './given.js'
import { type ContextParts, Ground, type Occasion } from './ground.js'
import type { House } from './house.js'
import { awaitNoRoom, awaitRoom, keepAwaited, relieve } from './rooms/founding.js'
import { configFile, configFiles } from './settings/config-files.js'
import { changesBy } from './settings/overlays.js'
import { line } from './texts.js'
import { capOf, figuresOf, openingOf, worthOf } from './together.js'

const GROUND = Symbol('ground')

/**
 * What a context gives, by name: each is made of what the context stands on when a handler asks for it. Most handlers ask
 * for few, and a message is shown to a dozen of them.
 */
const given: { readonly [Name in keyof Ctx]: (on: Ground) => Ctx[Name] } = {
  plugin: on => on.plugin.name,
  config: on => on.config,
  room: on => on.view,
  community: on => on.community,
  charter: ({ house, community }) => house.config.all.communities[community]?.charter ?? NO_CHARTER,
  communityName: ({ house, community }) => house.config.all.communities[community]?.name ?? '',
  cause: on => on.cause,
  zone: ({ house }) => house.config.main.timezone,
  workdays: ({ house }) => house.config.all.workdays,
  mode: on => on.mode,
  log: ({ house }) => house.log,
  books: ({ house }) => house.books,
  store: on => on.store,
  lasting: on => on.lasting,
  now: on => () => on.house.now(),
  unaskedLeft: on => () => on.house.outbox.unaskedLeft(on.room),
  unaskedFrom: on => () => on.house.outbox.unaskedFrom(on.room),
  quietUntil: on => () => {
    const { quiet, timezone } = on.house.config.main
    return quietUntil(quiet, timezone, on.house.now())
  },
  awakeAfter: on => (span, from) => {
    const { quiet, timezone } = on.house.config.main
    return awakeAfter(quiet, timezone, from ?? on.house.now(), span)
  },
  random: on => () => on.random(),
  text: on => (key, values) => line(on.plugin.texts, on.house.config.main.locale, on.config.texts, key, values),

  rooms: on => of =>
    [...(of === undefined ? on.house.rooms.kept : on.house.rooms.ofCommunity(of))]
      .sort(inOrder)
      .map(key => on.people.room(key)),
  roomsOf: on => member => {
    const { roster, rooms } = on.house
    return roster
      .roomsOf(member)
      .filter(room => rooms.get(room)?.community === on.community)
      .sort(inOrder)
  },
  isTopicTaken: on => topic => isTopicTaken(on.house, topic),
  at: on => room => elsewhere(on, { room, part: `${on.part}@${room}|` }),
  capOf: on => room => capOf(on.house, room),
  worth: on => what => worthOf(on.house, on.room, what),
  opening: on => () => openingOf(on.house, on.room, plugin => elsewhere(on, { plugin, part: 'opening' })),
  figures: on => date => figuresOf(on.house, on.room, date, plugin => elsewhere(on, { plugin, part: 'figures' })),
  configFile: on => path => configFile(on.house, path),
  configFiles: on => folder => configFiles(on.house, folder),

  member: on => key => on.people.view(key, on.room),
  members: on => () => on.people.members(on.room),
  isFriend: on => async member => (await on.house.refresh(member))?.friend === true,
  staff: on => role => on.people.staff(on.community, role),
  find: on => name => on.people.find(on.room, name),

  say: on => (text, options) =>
    on.post({ act: 'say', room: on.room, text, ...(options?.mentions ? { mentions: options.mentions } : {}) }, options),
  dm: on => (member, text, options) =>
    on.post({ act: 'dm', member, text, ...(options?.retold ? { retold: true } : {}) }, options),
  tell: on => async (member, text, options) => {
    const { house, room } = on
    if (on.mode === 'observe' && options?.manner !== 'reply') return
    if ((await house.refresh(member))?.friend === true) return on.post({ act: 'dm', member, text }, options)
    // A room at rest is not disturbed for that: the operators hear of it.
    if (options?.manner === 'reply' || !house.books.silence.isSilent(room, house.now())) {
      await on.post({ act: 'say', room, text: house.text('cannotWrite'), mentions: [member] }, options)
    }
    house.alert(text)
  },
  act: on => (action, options) => on.post(action, options),
  casesOf: on => member => on.house.cases.of(on.community, member),
  cases: on => () => on.house.cases.all.filter(({ community }) => community === on.community),
  case: on => number => {
    const known = on.house.cases.get(number)
    // An operator's command stands in no room.
    return on.room === '' || known?.community === on.community ? known : undefined
  },
  accuse: on => accusation =>
    on.parts.incidents.accuse({ plugin: on.plugin.name, room: on.room, cause: on.cause, mode: on.mode }, accusation),
  ask: on => async asking => {
    if (on.mode === 'observe') return
    const id = asking.id ?? `${on.cause}|${on.plugin.name}|${on.next('ask')}`
    await on.parts.inquiries.ask({ plugin: on.plugin.name, room: on.room }, { ...asking, id })
  },
  unask:
    on =>
    async (id, { but } = {}) => {
      const asked = on.house.questions.open.filter(each => each.plugin === on.plugin.name && each.id.startsWith(id))
      for (const question of asked) if (question.id !== but) await on.parts.inquiries.withdraw(question.id)
    },
  later:
    on =>
    (job, data, due, { id }) => {
      const { house, plugin, room } = on
      return house.timers.later({ id: on.ownId(id), name: `${plugin.name}.${job}`, room, due, data })
    },
  cancel: on => id => on.house.timers.cancel(on.ownId(id)),
  startSaga: on => (name, id, step, state) => {
    const { house, plugin, room } = on
    return house.sagas.start({ id: `${plugin.name}|${id}`, plugin: plugin.name, name, room, step, state })
  },
  resumeSaga: on => (id, change) => on.house.sagas.resume(`${on.plugin.name}|${id}`, change),
  sagaOf: on => async id => {
    const record = await on.house.sagas.get(`${on.plugin.name}|${id}`)
    return record && { step: record.step, state: record.state, over: record.doneAt !== undefined }
  },
  set: on => async (key, value) => {
    await on.house.config.set(on.room, on.plugin.name, key, value)
    await on.house.reconcile()
  },
  undo: on => (number, by) => on.parts.incidents.undo(number, by),
  dismiss: on => number => on.parts.incidents.dismiss(number),
  look: on => () => {
    const { house, room } = on
    house.inHand
      .during('look', () => house.look(room))
      .catch((error: unknown) => house.log.error({ err: error, room }, 'could not look at a room'))
  },
  appoint: on => async (member, by) => {
    if (on.mode === 'observe') return
    await on.house.roles.grant(on.community, member, 'admin', by, on.house.now())
    await on.record({ id: `${on.cause}|appoint`, by, command: 'auditAppoint', targets: [member] })
  },
  awaitRoom: on => (purpose, topic) => awaitRoom(on.house, { from: on.room, purpose, topic }),
  awaitNoRoom: on => purpose => awaitNoRoom(on.house, purpose),
  keepRoom: on => room => keepAwaited(on.house, room),
  relieveBy: on => room => relieve(on.house, on.room, room),
  seeOff: on => async (member, to, options) => {
    if (on.mode === 'observe') return
    const unless = [
      { is: 'gone', room: on.room, member } as const,
      { is: 'absent', room: to, member } as const,
      { is: 'ambiguous', member } as const,
      ...(options.unless ?? []),
    ]
    await on.post({ act: 'kick', room: on.room, member }, { ...options, manner: 'notice', unless })
    await on.record({ id: on.idOf(options), by: member, command: 'auditMove', targets: [member] })
  },
  withdraw: on => async once => {
    await on.house.outbox.withdraw(record => record.id === `${on.plugin.name}|${once}`)
  },
  recall: on => once => on.house.outbox.lapse(record => record.id === `${on.plugin.name}|${once}`),
  overlay: on => async settings => {
    await on.house.settings.lay(on.room, settings && { by: on.plugin.name, settings })
    on.house.config.forget(on.room)
    await on.house.reconcile()
  },
  changesBy: on => settings => changesBy(on.house, on.room, settings),
  laid: on => () => on.house.settings.overlay(on.room)?.settings,
  canRemove: on => async () => {
    const { house, room } = on
    const owner = (await house.probe(room))?.owner
    return owner === BOT || (owner === undefined && !house.rights.cannotRemove(room, house.now(), owner))
  },
  alert: on => text => on.house.alert(text),
  readCodes: on => message => on.house.readCodes(message),
}

/** A context as it is at run time: it holds its ground, and inherits a getter for each thing that is given. */
class Given {
  readonly [GROUND]: Ground

  constructor(ground: Ground) {
    this[GROUND] = ground
  }
}

// `ctx.say` makes a function that needs no `this`, so that handlers may take a context apart.
for (const [name, make] of Object.entries(given)) {
  Object.defineProperty(Given.prototype, name, {
    get(this: Given) {
      return make(this[GROUND])
    },
  })
}

/** Makes the context that a handler of a plugin is given. */
export function contextOf(parts: ContextParts, occasion: Occasion): Ctx {
  return new Given(new Ground(parts, occasion)) as object as Ctx
}

/** The same occasion in another room, or for another plugin. */
function elsewhere({ parts, plugin, room, cause }: Ground, there: Partial<Occasion>): Ctx {
  return contextOf(parts, { plugin, room, cause, ...there })
}

/** The same context with these in place of its own. Copies of a context (`{ ...ctx }`) hold nothing: it gives when it is asked. */
export function ctxWith<Of extends object, Own extends object>(ctx: Of, own: Own): Omit<Of, keyof Own> & Own {
  return Object.create(ctx, Object.getOwnPropertyDescriptors(own)) as Omit<Of, keyof Own> & Own
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
