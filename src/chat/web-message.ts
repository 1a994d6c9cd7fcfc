/**
 * A raw message as Web WeChat hands it out (webwxsync's AddMsgList after wechat4u's own decoding). The sandbox's puppet
 * makes the same, so that one reader serves both. Fields that nobody reads are left out.
 */
export interface WebMessage {
  MsgId: string
  /** 1 text · 3 image · 34 voice · 37 friend request · 42 card · 43 video · 47 emoticon · 49 app (link, file, mini-program, quote) · 10000 notice · 10002 recall */
  MsgType: number
  AppMsgType?: number
  FromUserName: string
  ToUserName: string
  /** As displayed: sender id replaced by a name, entities and breaks decoded by wechat4u. Never parsed. */
  Content: string
  /** As sent: `@sender:<br/>body`, HTML-escaped, `<br/>` for a line break. Parsed. */
  OriginalContent: string
  /** Seconds since 1970. */
  CreateTime: number
  FileName?: string
  Url?: string
  VoiceLength?: number
  RecommendInfo?: { UserName: string; NickName: string; Content?: string; Ticket?: string; VerifyFlag?: number }
}
