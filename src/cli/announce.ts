/** What `qunguan start` tells on stdout: one JSON object a line for programs, words for people on a terminal. */
export type Announcement =
  | { event: 'scan'; url: string }
  | { event: 'login'; name: string }
  | { event: 'ready' }
  | { event: 'claim'; code: string; community: string }
  | { event: 'logout' }
  | { event: 'alert'; text: string }

export async function announce(told: Announcement): Promise<void> {
  if (!process.stdout.isTTY) {
    process.stdout.write(`${JSON.stringify(told)}\n`)
    return
  }
  process.stdout.write(`${await inWords(told)}\n`)
}

async function inWords(told: Announcement): Promise<string> {
  switch (told.event) {
    case 'scan': {
      const { default: QRCode } = await import('qrcode')
      return `${await QRCode.toString(told.url, { type: 'terminal', small: true })}请用备用微信号扫码登录 (scan with a spare account)：${told.url}`
    }
    case 'login':
      return `已登录：${told.name}`
    case 'ready':
      return '准备好了，开始照看。按 Ctrl-C 停下，会话会保留。'
    case 'claim':
      return `「${told.community}」还没有群主。请群主私聊机器人：/认主 ${told.code}`
    case 'logout':
      return '微信退出了登录'
    case 'alert':
      return `! ${told.text}`
  }
}
