/**
 * Many small writes, one slow commit: lines that are added during a commit are written together by the next one. Every
 * `add` resolves once its line is stored, and rejects where it could not be.
 */
export class GroupCommit {
  private waiting: { line: string; resolve: () => void; reject: (thrown: unknown) => void }[] = []
  private committing: Promise<void> | undefined

  constructor(private readonly commit: (lines: string) => Promise<void>) {}

  add(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line, resolve, reject })
      this.committing ??= this.commitAll().finally(() => (this.committing = undefined))
    })
  }

  /** Resolves when no commit is running. */
  async idle(): Promise<void> {
    while (this.committing !== undefined) await this.committing
  }

  private async commitAll(): Promise<void> {
    // Lines of one turn of the event loop, such as all rejections of one chunk of input, are one commit.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.waiting.length > 0) {
      const group = this.waiting
      this.waiting = []
      try {
        await this.commit(group.map(({ line }) => line).join(''))
        for (const { resolve } of group) resolve()
      } catch (thrown) {
        for (const { reject } of group) reject(thrown)
      }
    }
  }
}
