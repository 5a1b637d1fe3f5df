export type RegionName = 'us' | 'eu'

/** Base URLs by region (docs.customer.io, Track API and App API references). */
export const HOSTS: Readonly<Record<RegionName, { readonly track: string; readonly app: string }>> = {
  us: { track: 'https://track.customer.io', app: 'https://api.customer.io' },
  eu: { track: 'https://track-eu.customer.io', app: 'https://api-eu.customer.io' },
}

/** True where credentials for `from` may also be sent: to the same origin, and to Customer.io's hosts over https. */
export function mayCarryCredentials(from: string, to: URL): boolean {
  if (to.origin === new URL(from).origin) return true
  return to.protocol === 'https:' && (to.hostname === 'customer.io' || to.hostname.endsWith('.customer.io'))
}
