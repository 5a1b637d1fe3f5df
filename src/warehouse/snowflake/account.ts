/** A Snowflake account, as `source.account` names it. */
export interface Account {
  /** The identifier that a login names: `myorg-myaccount`, or a locator with its region such as `xy12345.eu-central-1`. */
  readonly identifier: string
  /** The URL of its API. */
  readonly address: string
}

/** What `readAccount` accepts, for messages. */
export const ACCOUNT_FORMS =
  'an account identifier such as myorg-myaccount, a locator with its region such as xy12345.eu-central-1, or the URL of the account'

/** The page on which people sign in; its path names the account (docs.snowflake.com, signing in to Snowsight). */
const SNOWSIGHT = 'app.snowflake.com'
/** Accounts in regions of mainland China have a separate domain (docs.snowflake.com, account identifiers). */
const DOMAINS = ['.snowflakecomputing.com', '.snowflakecomputing.cn'] as const
const CHINESE_REGION = 'cn-'
/** Parts of an address after an account or a locator that do not name a region. */
const SUFFIXES: ReadonlySet<string> = new Set(['privatelink', 'global', 'aws', 'azure', 'gcp'])

/**
 * Reads the forms in which people have an account identifier: `myorg-myaccount`, `MYORG.MYACCOUNT` as SQL shows it, a locator
 * with its region and cloud, each with `.privatelink`, as a host name or as a URL, and the address bar of Snowsight. Undefined
 * for anything else.
 */
export function readAccount(text: string): Account | undefined {
  const trimmed = text.trim()
  const isHost = DOMAINS.some((domain) => trimmed.toLowerCase().endsWith(domain))
  return isHost || /[/:]/.test(trimmed) ? fromUrl(trimmed) : fromIdentifier(trimmed)
}

function fromUrl(text: string): Account | undefined {
  const url = text.includes('://') ? text : `https://${text}`
  if (!URL.canParse(url)) return undefined
  const { protocol, hostname, pathname } = new URL(url)
  if (protocol !== 'https:') return undefined
  if (hostname === SNOWSIGHT) return fromSnowsight(pathname)
  const domain = DOMAINS.find((one) => hostname.endsWith(one))
  return domain && fromIdentifier(hostname.slice(0, -domain.length), domain)
}

/** `/myorg/myaccount/`, or `/eu-central-1/xy12345/`, and what follows it. */
function fromSnowsight(pathname: string): Account | undefined {
  const [, first = '', second = ''] = pathname.split('/')
  return fromIdentifier(first.includes('-') ? `${second}.${first}` : `${first}-${second}`)
}

function fromIdentifier(text: string, domain?: string): Account | undefined {
  const labels = text.split('.')
  if (!labels.every((label) => /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/i.test(label))) return undefined
  const [first = '', second = '', ...rest] = labels
  // Every region has a hyphen, and no name of an account has one.
  const isSqlForm = second !== '' && !second.includes('-') && !SUFFIXES.has(second.toLowerCase())
  const identifier = isSqlForm ? [`${first}-${second}`, ...rest].join('.') : text
  const ownDomain = second.toLowerCase().startsWith(CHINESE_REGION) ? DOMAINS[1] : DOMAINS[0]
  // A host name has no underscore; Snowflake accepts a hyphen for it (docs.snowflake.com, account identifiers).
  const host = `${identifier.replaceAll('_', '-').toLowerCase()}${domain ?? ownDomain}`
  return { identifier, address: `https://${host}` }
}
