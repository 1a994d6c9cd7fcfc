import type { Millis } from '../../../src/kernel/plugin.js'
import type { Gate } from './records.js'

// What is due of somebody who has to pass the gate, and when. Pure: record, config and waking time decide.

export interface GateRules {
  grace: Millis
  remindAfter: readonly Millis[]
}

/** tell: what to do, and how long he has. remind: once more. end: he has had his time. */
export interface Due {
  what: 'tell' | 'remind' | 'end'
  at: Millis
}

/** Adds a span of waking time to a time. */
export type AwakeAfter = (span: Millis, from: Millis) => Millis

/** A notice that the outbox has said nothing of for this long is lost. */
const LOST: Millis = 25 * 3_600_000
/** Where no reminders are wanted, a notice of which nobody knows whether it arrived is said again after this long. */
const AGAIN: Millis = 2 * 3_600_000

/** The next thing due; undefined while a case about him is open. */
export function dueOf(gate: Gate, rules: GateRules, awakeAfter: AwakeAfter): Due | undefined {
  if (gate.case !== undefined) return undefined
  const { what, at } = next(gate, rules, awakeAfter)
  return { what, at: Math.max(at, gate.notBefore ?? 0) }
}

function next(gate: Gate, rules: GateRules, awakeAfter: AwakeAfter): Due {
  if (gate.told === undefined) return { what: 'tell', at: gate.posted === undefined ? gate.tellAt : gate.posted + LOST }
  const end = awakeAfter(graceOf(gate, rules), gate.told)
  const span = inOrder(rules.remindAfter)[gate.reminded]
  const reminder = span === undefined ? undefined : awakeAfter(span, gate.told)
  return reminder !== undefined && reminder < end ? { what: 'remind', at: reminder } : { what: 'end', at: end }
}

/** How long somebody has: what he was told, or what the config grants by now where that is longer. */
export function graceOf(gate: Gate, { grace }: GateRules): Millis {
  return Math.max(grace, gate.grace ?? 0)
}

/** Waking time that is left at `now` of somebody's grace; never more than the time until its end. */
export function timeLeft(gate: Gate, rules: GateRules, awakeAfter: AwakeAfter, now: Millis): Millis {
  const { told = now } = gate
  const grace = graceOf(gate, rules)
  const gone = inOrder(rules.remindAfter)[gate.reminded] ?? 0
  return Math.max(0, Math.min(grace - gone, awakeAfter(grace, told) - now))
}

/** A reminder was posted at `now`; of those whose time went by meanwhile there is only this one. */
export function reminded(gate: Gate, { remindAfter }: GateRules, awakeAfter: AwakeAfter, now: Millis): Gate {
  const { told } = gate
  if (told === undefined) return gate
  const past = inOrder(remindAfter).filter(span => awakeAfter(span, told) <= now).length
  return { ...gate, reminded: Math.max(past, gate.reminded + 1) }
}

/** The notice was sent: from now on the grace runs. */
export function told(gate: Gate, now: Millis): Gate {
  return gate.told === undefined ? { ...gate, told: now } : gate
}

/**
 * The bot died while it sent the notice, and nobody can see whether it arrived. It is not said twice at once: the first
 * reminder tells him everything again, and his time runs from there.
 */
export function unsure(gate: Gate, { remindAfter }: GateRules, awakeAfter: AwakeAfter, now: Millis): Gate {
  if (gate.told !== undefined) return gate
  const { posted: _, ...rest } = gate
  const wait = inOrder(remindAfter)[0] ?? AGAIN
  return { ...rest, again: true, reminded: Math.max(1, gate.reminded), tellAt: awakeAfter(wait, now) }
}

/** The notice was surely not sent: it is said anew at `at`. */
export function untold(gate: Gate, at: Millis): Gate {
  if (gate.told !== undefined) return gate
  const { posted: _, ...rest } = gate
  return { ...rest, tellAt: at }
}

/** His time was over while the bot was away, and what he said meanwhile never arrived: he is told again, once. */
export function anew({ posted: _, told: __, grace: ___, ...gate }: Gate, at: Millis): Gate {
  return { ...gate, again: true, tellAt: at }
}

function inOrder(spans: readonly Millis[]): Millis[] {
  return [...spans].sort((a, b) => a - b)
}
