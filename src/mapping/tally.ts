/** What a mapper noticed on the way: counts for the summary and sentences for the user. */
export class StreamTally {
  /** By name; zero is left out of reports. */
  readonly counts = {
    attributes_cleared: 0,
    attributes_left_out: 0,
    numbers_sent_as_text: 0,
    email_changes: 0,
    emails_on_two_ids: 0,
    events_live: 0,
    events_stale: 0,
    events_without_id: 0,
    timestamps_from_emitted_at: 0,
  }
  private readonly sentences = new Map<string, string>()
  private readonly sources: (() => string | undefined)[] = []

  /** Remembers a sentence once by its key. */
  noteOnce(key: string, sentence: () => string): void {
    if (!this.sentences.has(key)) this.sentences.set(key, sentence())
  }

  /** Asks `source` for a sentence at the end. */
  askAtEnd(source: () => string | undefined): void {
    this.sources.push(source)
  }

  /** Sentences for the user, each with the line of configuration that mends what it says. */
  hints(): readonly string[] {
    return [...this.sentences.values(), ...this.sources.map((source) => source()).filter((text) => text !== undefined)]
  }
}
