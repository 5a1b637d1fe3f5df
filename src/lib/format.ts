const whole = new Intl.NumberFormat('en-US')

/** `1,234` */
export function count(value: number): string {
  return whole.format(value)
}

/** `1,234 rows`, `1 row`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`
}

/** A share from 0 to 1 in whole percent. A share above 0 is never shown as 0 %, and one below 1 never as 100 %. */
export function percent(share: number): string {
  const rounded = share * 100
  if (rounded > 0 && rounded < 1) return '< 1 %'
  if (rounded > 99 && rounded < 100) return '> 99 %'
  return `${Math.round(rounded)} %`
}

/** `under a minute`, `about 12 minutes`, `about 3 hours`. */
export function duration(minutes: number): string {
  if (minutes < 1) return 'under a minute'
  if (minutes < 90) return `about ${counted(Math.round(minutes), 'minute')}`
  return `about ${counted(Math.round(minutes / 60), 'hour')}`
}

/** `1.2 MB` */
export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** `< 1 min`, `12 min`, `3 h`. */
export function shortDuration(minutes: number): string {
  if (minutes < 1) return '< 1 min'
  return minutes < 90 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`
}
