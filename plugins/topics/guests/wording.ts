import type { In } from '../topic.js'
import { checklist, type GuestHour, type Question, votesOf } from './hours.js'

/** 「1 定时间 ✓」, a line each; `open`: those that are not done, on one line. */
export function checklistText(ctx: In, { done }: GuestHour, which: 'all' | 'open'): string {
  const lines = checklist.map((item, at) => ({
    isDone: done.includes(item),
    line: ctx.text(done.includes(item) ? 'guest.done' : 'guest.open', {
      number: at + 1,
      item: ctx.text(`guest.item.${item}`),
    }),
  }))
  if (which === 'open') return lines.flatMap(({ isDone, line }) => (isDone ? [] : [line])).join('、')
  return lines.map(({ line }) => line).join('\n')
}

/** A question a line: for those alone who lead the hour, since it says who asked. */
export function questionsText(ctx: In, questions: readonly Question[]): string {
  return questions.map(question => questionLine(ctx, question)).join('\n')
}

function questionLine(ctx: In, question: Question): string {
  const { number, text, by } = question
  const votes = votesOf(question)
  return ctx.text('guest.question', {
    number,
    text,
    name: by === undefined ? ctx.text('guest.somebody') : ctx.member(by).name,
    votes: votes > 1 ? ctx.text('guest.votes', { votes }) : '',
  })
}
