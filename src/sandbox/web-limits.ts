import * as PUPPET from 'wechaty-puppet'

type Unsupported = Promise<never>

/** What Wechaty can ask for and Web WeChat cannot do: all of it rejects with "Unsupported API", as puppet-wechat4u does. */
export abstract class WebLimits extends PUPPET.Puppet {
  override async contactSelfQRCode(): Unsupported {
    return unsupported('contactSelfQRCode')
  }
  override async contactSelfName(): Unsupported {
    return unsupported('contactSelfName')
  }
  override async contactSelfSignature(): Unsupported {
    return unsupported('contactSelfSignature')
  }
  override async contactPhone(): Unsupported {
    return unsupported('contactPhone')
  }
  override async contactCorporationRemark(): Unsupported {
    return unsupported('contactCorporationRemark')
  }
  override async contactDescription(): Unsupported {
    return unsupported('contactDescription')
  }
  override async friendshipSearchPhone(): Unsupported {
    return unsupported('friendshipSearchPhone')
  }
  override async friendshipSearchHandle(): Unsupported {
    return unsupported('friendshipSearchHandle')
  }
  override async friendshipAdd(): Unsupported {
    return unsupported('friendshipAdd')
  }
  override async conversationReadMark(): Unsupported {
    return unsupported('conversationReadMark')
  }
  override async messageContact(): Unsupported {
    return unsupported('messageContact')
  }
  override async messageLocation(): Unsupported {
    return unsupported('messageLocation')
  }
  override async messageSendContact(): Unsupported {
    return unsupported('messageSendContact')
  }
  override async messageSendLocation(): Unsupported {
    return unsupported('messageSendLocation')
  }
  override async messageSendMiniProgram(): Unsupported {
    return unsupported('messageSendMiniProgram')
  }
  override async messageSendPost(): Unsupported {
    return unsupported('messageSendPost')
  }
  override async messageSendUrl(): Unsupported {
    return unsupported('messageSendUrl')
  }
  override async messageForward(): Unsupported {
    return unsupported('messageForward')
  }
  override async messageRecall(): Unsupported {
    return unsupported('messageRecall')
  }
  override async postRawPayload(): Unsupported {
    return unsupported('postRawPayload')
  }
  override async postRawPayloadParser(): Unsupported {
    return unsupported('postRawPayloadParser')
  }
  override async postPublish(): Unsupported {
    return unsupported('postPublish')
  }
  override async postSearch(): Unsupported {
    return unsupported('postSearch')
  }
  override async tap(): Unsupported {
    return unsupported('tap')
  }
  override async tapSearch(): Unsupported {
    return unsupported('tapSearch')
  }
  override async roomInvitationAccept(): Unsupported {
    return unsupported('roomInvitationAccept')
  }
  override async roomInvitationRawPayload(): Unsupported {
    return unsupported('roomInvitationRawPayload')
  }
  override async roomInvitationRawPayloadParser(): Unsupported {
    return unsupported('roomInvitationRawPayloadParser')
  }
  override async roomAvatar(): Unsupported {
    return unsupported('roomAvatar')
  }
  override async roomQRCode(): Unsupported {
    return unsupported('roomQRCode')
  }
  override async roomQuit(): Unsupported {
    return unsupported('roomQuit')
  }
  override async roomAnnounce(): Unsupported {
    return unsupported('roomAnnounce')
  }
  override async tagContactAdd(): Promise<void> {}
  override async tagContactDelete(): Promise<void> {}
  override async tagContactRemove(): Promise<void> {}
  override async tagContactList(): Promise<string[]> {
    return []
  }
}

function unsupported(what: string): never {
  return PUPPET.throwUnsupportedError(what)
}
