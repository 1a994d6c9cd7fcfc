/** Whether a topic has the shape of a template, in which `{n}` is a number: 社群实战{n}群. An empty one fits everything. */
export function fitsTemplate(topic: string, template: string): boolean {
  if (template === '') return true
  const literal = template
    .split('{n}')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('\\s*(?:\\d{1,4}|[一二三四五六七八九十百]{1,5})\\s*')
  return new RegExp(`^${literal}$`, 'u').test(topic.trim())
}

/** A topic as it is printed: members write them, so it is one line without marks, and not long. */
export function printedTopic(topic: string): string {
  const flat = topic
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/[@＠]/g, '')
    .trim()
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat
}

const LONGEST = 24
