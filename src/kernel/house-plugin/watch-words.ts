import { endsSession, type Notice } from '../../chat/watchdog.js'
import { sayDuration } from '../../domain/durations.js'
import type { House } from '../house.js'

/** WeChat's answer to an account that may not use the web (docs/platform.md). */
const NOT_FOR_WEB = 1203

/** What the watchdog noticed, as operators are told it: what is the matter, and what to do. */
export function noticeInWords(notice: Notice, text: House['text']): string {
  const span = sayDuration(notice.for)
  switch (notice.kind) {
    case 'back':
      return text('watchBack', { span })
    case 'quiet':
      return text('watchQuiet', { span })
    case 'silent': {
      const why = notice.why === undefined ? '' : text('watchWhy', { why: notice.why })
      return text('watchSilent', { span, why })
    }
    case 'out':
      return text('watchOut', { span })
  }
  const still = notice.again ? text('watchStill', { span }) : ''
  const { url = '', ret = '' } = notice
  if (notice.kind === 'refused' && !endsSession(notice.ret)) {
    return `${still}${text(notice.ret === NOT_FOR_WEB ? 'watchNotForWeb' : 'watchRefused', { ret })}`
  }
  if (url === '') return `${still}${text('watchEndedNoCode', { ret })}`
  return `${still}${text(ret === '' ? 'watchScan' : 'watchEnded', { ret, url })}`
}
