import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The names under which wechat4u looks for WeChat, before and after login. */
export const wechatHosts = [
  '*.qq.com',
  'wx.qq.com',
  '*.wx.qq.com',
  'wx2.qq.com',
  '*.wx2.qq.com',
  'login.wx2.qq.com',
  'file.wx2.qq.com',
  'webpush.wx2.qq.com',
  '*.weixin.qq.com',
  'webpush.weixin.qq.com',
]

export interface Certificate {
  /** PEM file for NODE_EXTRA_CA_CERTS. */
  caFile: string
  cert: string
  key: string
  remove(): Promise<void>
}

/**
 * A certificate authority of one test's own and a leaf signed by it for `hosts`, the CA's certificate in a temporary
 * directory. Written in DER by hand: a machine with Node alone has no `openssl` program, and Node cannot make one.
 */
export async function makeCertificate(hosts: readonly string[] = wechatHosts): Promise<Certificate> {
  const ca = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const leaf = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const caName = name('Stand-in Web WeChat CA')
  const caCert = certificate({
    subject: caName,
    issuer: caName,
    publicKey: ca.publicKey,
    signer: ca.privateKey,
    extensions: [
      extension('551d13', sequence(boolean(true)), true), // basicConstraints: a CA
      extension('551d0f', Buffer.from('03020106', 'hex'), true), // keyUsage: keyCertSign, cRLSign
    ],
  })
  const cert = certificate({
    subject: name('Stand-in Web WeChat'),
    issuer: caName,
    publicKey: leaf.publicKey,
    signer: ca.privateKey,
    extensions: [
      extension('551d11', sequence(...hosts.map(host => tagged(0x82, Buffer.from(host))))), // subjectAltName
      extension('551d25', sequence(oid('2b06010505070301'))), // extendedKeyUsage: serverAuth
    ],
  })
  const dir = await mkdtemp(join(tmpdir(), 'web-wechat-'))
  const caFile = join(dir, 'ca.pem')
  await writeFile(caFile, pem(caCert))
  return {
    caFile,
    cert: pem(cert),
    key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    remove: () => rm(dir, { recursive: true, force: true }),
  }
}

/** RFC 5280 §4.1: a v3 certificate, ECDSA with SHA-256, good from 2020 to the end of 2049 (the last year of UTCTime). */
function certificate(of: {
  subject: Buffer
  issuer: Buffer
  publicKey: KeyObject
  signer: KeyObject
  extensions: Buffer[]
}): Buffer {
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    of.issuer,
    sequence(tagged(0x17, Buffer.from('200101000000Z')), tagged(0x17, Buffer.from('491231235959Z'))),
    of.subject,
    of.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...of.extensions)),
  )
  const signature = sign('sha256', toBeSigned, of.signer)
  return sequence(toBeSigned, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])))
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), tagged(0x04, value))
}

/** A distinguished name of a common name alone. */
function name(common: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(common)))))
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]))
}

/** DER: tag, length, content; lengths from 128 on take a byte that says how many bytes follow. */
function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
