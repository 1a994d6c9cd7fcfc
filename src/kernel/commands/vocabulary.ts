import { fold, isHan } from './letters.js'

/** The words one command answers to, as its owner declares them. */
export interface CommandWords {
  /** Its names, 中 and EN; the first is the canonical one. A name may have several words (`话题 新建`). */
  names: readonly string[]
  /** Which of the names count without a prefix, when they are the whole message: all of them, or those listed. */
  bare?: boolean | readonly string[]
  /**
   * Lets a bare name be followed by arguments, as in 「补签 昨天」: asked whether it knows the whole of what follows. Say
   * yes to little, for this decides what in plain talk is a command. Without it a bare name stands alone.
   */
  bareRest?: (rest: string) => boolean
  /**
   * Further bare words, as operators configure them. They give way: one that is another command's name is that
   * command's, and nobody is stopped by it.
   */
  words?: readonly string[]
  /** Whose command it is; named when two owners claim one name. */
  owner?: string
}

/** A name as it was found in the vocabulary. */
export interface Known {
  /** The command's canonical name. */
  name: string
  /** The name that was typed, as the vocabulary spells it. */
  alias: string
  bareRest?: (rest: string) => boolean
}

/** Look-ups over all commands, built once by `compileVocabulary`. Keys are folded as in letters.ts. */
export interface Vocabulary {
  names: ReadonlyMap<string, Known>
  bare: ReadonlyMap<string, Known>
  /** First units of the bare names: what tells plain chat apart before anything is built. */
  bareHeads: ReadonlySet<string>
  /** First units of the bare names that may be followed by arguments. */
  bareRestHeads: ReadonlySet<string>
  /** Lengths of the longest name and the longest bare name, in UTF-16 units. */
  longest: number
  longestBare: number
}

/**
 * Builds the look-ups for `parseLine`. Throws when two commands claim the same name (also when only width, case or
 * 繁简 differ), naming both owners; when a name is empty; when `bare` lists a word that is no name.
 */
export function compileVocabulary(commands: readonly CommandWords[]): Vocabulary {
  const names = new Map<string, Known>()
  const owners = new Map<string, CommandWords>()
  const bare = new Map<string, Known>()
  const bareRestHeads = new Set<string>()

  for (const command of commands) {
    const name = command.names[0]
    if (name === undefined) throw new Error(`a command of ${command.owner ?? 'nobody'} has no name`)
    for (const word of bareWords(command)) {
      if (!command.names.includes(word))
        throw new Error(`「${word}」 is marked bare but is no name of ${whose(command)}`)
    }
    for (const alias of command.names) {
      const known: Known = { name, alias, ...(command.bareRest && { bareRest: command.bareRest }) }
      for (const key of spellings(alias)) {
        if (key === '') throw new Error(`${whose(command)} has an empty name`)
        const other = owners.get(key)
        if (other === command) continue
        if (other)
          throw new Error(`command name 「${alias}」 is claimed twice: by ${whose(other)} and by ${whose(command)}`)
        owners.set(key, command)
        names.set(key, known)
        if (bareWords(command).includes(alias)) {
          bare.set(key, known)
          if (command.bareRest) bareRestHeads.add(key.charAt(0))
        }
      }
    }
  }

  for (const command of commands) {
    for (const word of command.words ?? []) {
      for (const key of spellings(word)) {
        const owner = owners.get(key)
        if (key === '' || (owner !== undefined && owner !== command)) continue
        owners.set(key, command)
        const known = names.get(key) ?? { name: command.names[0] ?? '', alias: word }
        names.set(key, known)
        bare.set(key, known)
      }
    }
  }

  const bareHeads = new Set([...bare.keys()].map(key => key.charAt(0)))
  return { names, bare, bareHeads, bareRestHeads, longest: longestOf(names), longestBare: longestOf(bare) }
}

function bareWords({ bare, names }: CommandWords): readonly string[] {
  return bare === true ? names : bare || []
}

function whose(command: CommandWords): string {
  return `「${command.names[0]}」${command.owner === undefined ? '' : ` of ${command.owner}`}`
}

function longestOf(words: ReadonlyMap<string, unknown>): number {
  return Math.max(0, ...[...words.keys()].map(word => word.length))
}

/** `话题 新建` is also written 话题新建; between English words the space stays. */
function spellings(name: string): string[] {
  const folded = fold(name, 0, name.length).text.trim()
  const joined = folded.replace(/(.) (?=(.))/gsu, (pair, before: string, after: string) =>
    isHan(before.charCodeAt(0)) && isHan(after.charCodeAt(0)) ? before : pair,
  )
  return folded === joined ? [folded] : [folded, joined]
}
