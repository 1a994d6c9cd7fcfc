import { existsSync } from 'node:fs'
import { plugins } from '../../plugins/index.js'
import { loadConfig } from '../config/load.js'
import { printProblem } from '../config/problems.js'
import { schemas } from '../plugin-schemas.js'

/** `qunguan check`: every problem at once on stdout; 0 when nothing is wrong (warnings do not count), 1 otherwise. */
export function check({ config: dir }: { config: string }): 0 | 1 {
  if (!existsSync(dir)) {
    process.stdout.write(`${dir}:1:1: 没有这个目录 (no such directory)\n`)
    return 1
  }
  const { problems } = loadConfig(dir, schemas(plugins))
  for (const problem of problems) process.stdout.write(`${printProblem(problem)}\n`)
  const errors = problems.filter(problem => problem.severity === 'error').length
  if (errors === 0) process.stderr.write('配置没有问题 (the config is fine)\n')
  return errors === 0 ? 0 : 1
}
