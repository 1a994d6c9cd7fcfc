import { plugins } from '../../plugins/index.js'
import { noSuchDirectory } from '../config/load.js'
import { simulate } from '../sandbox/simulate.js'
import { theatre } from '../sandbox/theatre.js'

/** `qunguan simulate FILE...`: 0 all expectations hold, 1 some failed, 2 a file or config is invalid. */
export async function simulateFiles(
  files: readonly string[],
  options: { config?: string; json?: boolean; untilFail?: boolean },
): Promise<0 | 1 | 2> {
  const missing = options.config === undefined ? undefined : noSuchDirectory(options.config)
  if (missing !== undefined) {
    process.stderr.write(missing)
    return 2
  }
  return simulate(files, { ...options, out: process.stdout, err: process.stderr, makeStage: theatre(plugins) })
}
