/** Something wrong (or doubtful) in the YAML, with its place. Lines and columns count from 1; both are 0 when it came from no file. */
export interface Problem {
  /** As it is opened from where the command was started; for values from no file, the file they would stand in. */
  file: string
  line: number
  column: number
  /** From the root of the config: `bot` | `plugins`, NAME | `groups`, NAME, then keys and list indices. */
  path: readonly (string | number)[]
  /** One sentence: Chinese, then English in brackets. */
  message: string
  severity: 'error' | 'warning'
}

/** `file:line:column: what is wrong`; a warning has `warning: ` in front of it. */
export function printProblem(problem: Problem): string {
  const { file, line, column, message, severity } = problem
  const place = line > 0 ? `${file}:${line}:${column}` : `${file} ${problem.path.join('.')}`
  return `${severity === 'warning' ? 'warning: ' : ''}${place}: ${message}`
}

/** One sentence in both languages, the operator's first. */
export function both(chinese: string, english: string): string {
  return `${chinese}（${english}）`
}

/** In the order in which one would go through the files, each problem once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map(problem => [printProblem(problem), problem]))
  return [...once.values()].sort(
    (a, b) => rank(a) - rank(b) || a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  )
}

const roots = ['bot', 'plugins', 'groups']

function rank(problem: Problem): number {
  return roots.indexOf(String(problem.path[0] ?? ''))
}

/** What operators are told, in one message, when a save cannot be used. */
export function badSave(problems: readonly Problem[]): string {
  const errors = problems.filter(problem => problem.severity === 'error')
  return `配置有误，继续用旧的：\n${errors.map(printProblem).join('\n')}`
}
