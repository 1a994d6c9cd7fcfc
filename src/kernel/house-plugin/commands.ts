import type { CommandSpec } from '../contract.js'

/** Lets `run` know the types of `args` where a command stands alone and not in a plugin's list. */
export function command<Args = undefined>(spec: CommandSpec<object, Args>): CommandSpec<object, unknown> {
  return spec as unknown as CommandSpec<object, unknown>
}
