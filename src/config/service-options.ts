import type { z } from 'zod'
import { both } from './problems.js'

/**
 * What `puppet: service` needs of puppetOptions, told before anything is started: wechaty-puppet-service itself would only
 * fail at its first call, or ask a public directory where the gateway is. Token and endpoint may also come from the
 * package's own environment variables, so that a secret need not stand in a file.
 */
export function checkServiceOptions(
  { puppet, puppetOptions }: { puppet: string; puppetOptions: Readonly<Record<string, unknown>> },
  context: z.RefinementCtx,
): void {
  if (puppet !== 'service') return
  // What is wrong is the puppet without its options: taken out, it leaves no further mistake behind. Told where they stand.
  const add = (key: string, message: string): void => {
    const paths = [['puppetOptions', key], ['puppetOptions'], ['puppet']]
    context.addIssue({ code: 'custom', path: ['puppet'], message, params: { paths } })
  }
  const token = puppetOptions['token'] ?? process.env['WECHATY_PUPPET_SERVICE_TOKEN']
  const endpoint = puppetOptions['endpoint'] ?? process.env['WECHATY_PUPPET_SERVICE_ENDPOINT']
  if (typeof token !== 'string' || token === '') {
    add(
      'token',
      both(
        'puppet: service 需要 puppetOptions.token，与网关启动时的 token 相同，如 insecure_…；也可写在环境变量 WECHATY_PUPPET_SERVICE_TOKEN',
        'needs puppetOptions.token, the one the gateway was started with; or WECHATY_PUPPET_SERVICE_TOKEN',
      ),
    )
  } else if (!serverName.test(token) && !isNamed(puppetOptions['tls'])) {
    // wechaty-token reads the name that TLS expects from in front of the last `_`; without one the package throws.
    add(
      'token',
      both(
        'token 要以网关证书的名字和 _ 开头：自己的网关在前面加 insecure_，网关那边也一样',
        'put the name in the gateway’s certificate and _ in front; of one’s own gateway: insecure_, there too',
      ),
    )
  }
  if (endpoint !== undefined && !(typeof endpoint === 'string' && address.test(endpoint))) {
    add(
      'endpoint',
      both(`「${String(endpoint)}」不对，应为 主机:端口，如 127.0.0.1:8788`, 'not host:port, as in 127.0.0.1:8788'),
    )
  }
}

function isNamed(tls: unknown): boolean {
  return typeof tls === 'object' && tls !== null && 'serverName' in tls
}

const serverName = /^.+_/
const address = /^(\[[\da-f:]+\]|[\w.-]+):([1-9]\d{0,4})$/i
