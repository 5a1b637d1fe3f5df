/** One line of the activity log (App API reference, Activities). */
export interface Activity {
  readonly id: string
  readonly type: string
  /** Name of the event or of the attribute. */
  readonly name: string | undefined
  /** The person concerned, with their identifiers at that time. */
  readonly customer: CustomerIdentifiers | undefined
  /** Unix seconds. */
  readonly timestamp: number
  readonly data: Readonly<Record<string, unknown>>
}

export interface CustomerIdentifiers {
  readonly id: string | null
  readonly email: string | null
  readonly cio_id: string
}

/** Maximum number of kept lines. The real log keeps 30 days. */
const MAX_KEPT = 10_000

/** The activity log, newest line first. Memory is bounded: the oldest lines are dropped. */
export class ActivityLog {
  private kept: Activity[] = []
  private added = 0

  add(activity: Omit<Activity, 'id'>): void {
    this.kept.push({ ...activity, id: String(++this.added).padStart(12, '0') })
    if (this.kept.length >= 2 * MAX_KEPT) this.kept = this.kept.slice(-MAX_KEPT)
  }

  /**
   * Returns a page of the matching lines, newest first, starting with the id `start`. `next` is the start of the next page,
   * or empty at the end.
   */
  page(
    matches: (activity: Activity) => boolean,
    limit: number,
    start = '',
  ): { readonly activities: readonly Activity[]; readonly next: string } {
    const found: Activity[] = []
    for (const activity of this.newestFirst()) {
      if ((start !== '' && activity.id > start) || !matches(activity)) continue
      if (found.length === limit) return { activities: found, next: activity.id }
      found.push(activity)
    }
    return { activities: found, next: '' }
  }

  private *newestFirst(): Iterable<Activity> {
    const oldest = Math.max(0, this.kept.length - MAX_KEPT)
    for (let index = this.kept.length - 1; index >= oldest; index--) yield this.kept[index] as Activity
  }
}
