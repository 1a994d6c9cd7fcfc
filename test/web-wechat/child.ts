import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How long `sees` waits before it calls the test failed, in milliseconds. */
const PATIENCE = 60_000

/** One JSON line of a child's standard output, such as `{"event":"scan","url":…}`. */
export type ChildEvent = Record<string, unknown> & { event: string }

export interface Child {
  events: readonly ChildEvent[]
  /** What it wrote besides: standard error, and lines of standard output that are no JSON. */
  readonly log: string
  /** The next event of that name which no `sees` has given yet, and to which `match` holds. */
  sees(event: string, match?: (event: ChildEvent) => boolean): Promise<ChildEvent>
  /** A JSON line to its standard input. */
  tell(line: object): void
  /** When it has ended, by itself or not: the exit code, null after a signal. */
  readonly gone: Promise<number | null>
  /** Ends it (SIGKILL unless said otherwise) and waits until it is gone; gives the exit code, null after a signal. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** Runs `node ...args` as a process whose standard output is one JSON event a line. */
export function startChild(
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Child {
  const child = spawn(process.execPath, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const events: ChildEvent[] = []
  const given = new Set<ChildEvent>()
  const lookers = new Set<() => void>()
  let log = ''
  const look = (): void => {
    for (const one of [...lookers]) one()
  }
  const gone = new Promise<number | null>(resolve => child.once('close', resolve)).then(code => {
    log += `\n(the process ended: ${code ?? child.signalCode})`
    look()
    return code
  })
  createInterface({ input: child.stdout }).on('line', line => {
    const event = readEvent(line)
    if (event) events.push(event)
    else log += `${line}\n`
    look()
  })
  child.stderr.on('data', (text: Buffer) => {
    log += text
  })
  // The child may be gone when something is told to it; what it did is in its events and log.
  child.stdin.on('error', error => {
    log += `\n(stdin: ${error.message})`
  })

  return {
    events,
    gone,
    get log() {
      return log
    },
    sees(name, match = () => true) {
      return new Promise((resolve, reject) => {
        const end = (): void => {
          lookers.delete(find)
          clearTimeout(timer)
        }
        const fail = (why: string): void => {
          end()
          reject(
            new Error(
              `${why} before ${name}; it said:\n${events.map(event => JSON.stringify(event)).join('\n')}\n${log}`,
            ),
          )
        }
        const find = (): void => {
          const event = events.find(one => one.event === name && !given.has(one) && match(one))
          if (event) {
            given.add(event)
            end()
            resolve(event)
          } else if (child.exitCode !== null || child.signalCode !== null) fail('the child ended')
        }
        const timer = setTimeout(() => fail(`${PATIENCE} ms passed`), PATIENCE)
        lookers.add(find)
        find()
      })
    },
    tell: line => {
      child.stdin.write(`${JSON.stringify(line)}\n`)
    },
    async end(signal = 'SIGKILL') {
      child.kill(signal)
      return await gone
    },
  }
}

function readEvent(line: string): ChildEvent | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isEvent(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isEvent(value: unknown): value is ChildEvent {
  return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string'
}
