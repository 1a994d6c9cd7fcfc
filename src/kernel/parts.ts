import type { z } from 'zod'
import type { Handlers, PartSpec, PeopleSpec, Plugin } from './contract.js'

/** One concern of a plugin, its types forgotten: commands, handlers, timers, jobs, sagas and lines that belong together. */
export type Part = Omit<Plugin, 'name' | 'config'>

/**
 * Makes one concern of a plugin that has several; `config` is the whole plugin's schema and only tells the types. A part
 * looks like a plugin, lives in a file or folder of its own, and is named in the plugin's `parts`.
 */
export function definePart<
  Schema extends z.ZodObject,
  CommandArgs extends readonly unknown[] = readonly never[],
  Jobs extends Record<string, unknown> = Record<never, never>,
  Sagas extends Record<string, unknown> = Record<never, never>,
>(_config: Schema, spec: PartSpec<Schema, CommandArgs, Jobs, Sagas>): Part {
  return forgetTypes(spec)
}

/** The same spec as the host runs it. */
export function forgetTypes<Schema extends z.ZodObject, CommandArgs extends readonly unknown[], Jobs, Sagas>(
  spec: PartSpec<Schema, CommandArgs, Jobs, Sagas>,
): Part {
  return {
    texts: spec.texts ?? { 'zh-CN': {}, en: {} },
    commands: (spec.commands ?? []) as unknown as Plugin['commands'],
    on: (spec.on ?? {}) as Plugin['on'],
    timers: (spec.timers ?? {}) as Plugin['timers'],
    jobs: (spec.jobs ?? {}) as unknown as Plugin['jobs'],
    sagas: (spec.sagas ?? {}) as unknown as Plugin['sagas'],
    ...(spec.people ? { people: spec.people } : {}),
    ...(spec.unprintable ? { unprintable: spec.unprintable } : {}),
    ...(spec.capacity ? { capacity: spec.capacity as NonNullable<Plugin['capacity']> } : {}),
    ...(spec.worth ? { worth: spec.worth as NonNullable<Plugin['worth']> } : {}),
    ...(spec.opening ? { opening: spec.opening as NonNullable<Plugin['opening']> } : {}),
    ...(spec.figures ? { figures: spec.figures as NonNullable<Plugin['figures']> } : {}),
    ...(spec.secret ? { secret: spec.secret } : {}),
    ...(spec.brake ? { brake: spec.brake } : {}),
  }
}

/**
 * Several parts as one. Handlers of one event run in the order of the parts; a guard that stops a message stops it for the
 * parts behind it too. A part that throws keeps none of the others from its turn; the first error is thrown at the end.
 * @throws Error when two parts have a line, timer, job or saga of one name
 */
export function joinParts(parts: readonly Part[]): Part {
  const printing = parts.flatMap(({ unprintable }) => unprintable ?? [])
  const people = parts.flatMap(part => part.people ?? [])
  const brake = parts.find(part => part.brake)?.brake
  const caps = parts.flatMap(({ capacity }) => capacity ?? [])
  const worth = parts.find(part => part.worth)?.worth
  const openings = parts.flatMap(({ opening }) => opening ?? [])
  const figures = parts.flatMap(part => part.figures ?? [])
  const secret = parts.flatMap(part => part.secret ?? [])
  return {
    texts: {
      'zh-CN': merged(
        'line',
        parts.map(({ texts }) => texts['zh-CN']),
      ),
      en: merged(
        'line',
        parts.map(({ texts }) => texts.en),
      ),
    },
    commands: parts.flatMap(({ commands }) => commands),
    on: joinHandlers(parts.map(({ on }) => on)),
    timers: merged(
      'timer',
      parts.map(({ timers }) => timers),
    ),
    jobs: merged(
      'job',
      parts.map(({ jobs }) => jobs),
    ),
    sagas: merged(
      'saga',
      parts.map(({ sagas }) => sagas),
    ),
    ...(people.length > 0 ? { people: joinPeople(people) } : {}),
    ...(brake ? { brake } : {}),
    ...(worth ? { worth } : {}),
    ...(secret.length > 0 ? { secret } : {}),
    ...(openings.length > 0 ? { opening: joinOpenings(openings) } : {}),
    ...(figures.length > 0 ? { figures: joinFigures(figures) } : {}),
    ...(caps.length > 0 ? { capacity: (config: never) => Math.min(...caps.map(capacity => capacity(config))) } : {}),
    ...(printing.length > 0 ? { unprintable: (name: string) => printing.some(unprintable => unprintable(name)) } : {}),
  }
}

function joinOpenings(all: readonly NonNullable<Plugin['opening']>[]): NonNullable<Plugin['opening']> {
  return ctx => all.flatMap(opening => opening(ctx) ?? []).join('\n') || undefined
}

function joinFigures(all: readonly NonNullable<Plugin['figures']>[]): NonNullable<Plugin['figures']> {
  return async (ctx, date) => {
    const found: Record<string, number> = {}
    for (const figures of all) Object.assign(found, await figures(ctx, date))
    return found
  }
}

type Handler = (...given: unknown[]) => Promise<unknown>

function joinHandlers(all: readonly Handlers<never>[]): Handlers<never> {
  const phases = joinEach(all.map(({ message }) => (message ?? {}) as Record<string, Handler>))
  const events = joinEach(all.map(({ message, ...others }) => others as Record<string, Handler>))
  return {
    ...(events as Handlers<never>),
    ...(Object.keys(phases).length > 0 ? { message: phases as NonNullable<Handlers<never>['message']> } : {}),
  }
}

function joinEach(all: readonly Record<string, Handler>[]): Record<string, Handler> {
  const names = [...new Set(all.flatMap(handlers => Object.keys(handlers)))]
  return Object.fromEntries(
    names.map(name => {
      const own = all.flatMap(handlers => handlers[name] ?? [])
      return [name, own.length === 1 && own[0] ? own[0] : inTurn(own)]
    }),
  )
}

function inTurn(handlers: readonly Handler[]): Handler {
  return async (...given) => {
    let failure: { error: unknown } | undefined
    for (const handler of handlers) {
      try {
        if ((await handler(...given)) === 'stop') return 'stop'
      } catch (error) {
        failure ??= { error }
      }
    }
    if (failure) throw failure.error
    return undefined
  }
}

function joinPeople(all: readonly PeopleSpec[]): PeopleSpec {
  return {
    async merge(store, from, into) {
      for (const people of all) await people.merge(store, from, into)
    },
    async export(store, member) {
      const found = []
      for (const people of all) found.push(await people.export(store, member))
      const some = found.filter(one => one !== undefined)
      return some.length === 0 ? undefined : Object.assign({}, ...some)
    },
    async erase(store, member) {
      for (const people of all) await people.erase(store, member)
    },
    ...(all.some(people => people.unrecord)
      ? {
          async unrecord(store, member) {
            for (const people of all) await people.unrecord?.(store, member)
          },
        }
      : {}),
  }
}

function merged<T>(what: string, records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const all: Record<string, T> = {}
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) {
      if (name in all) throw new Error(`two parts of a plugin have a ${what} ${name}`)
      all[name] = value
    }
  }
  return all
}
