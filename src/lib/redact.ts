/** A shorter secret would match parts of ordinary words. */
const MIN_SECRET = 4

/** The user and password of a URL are masked even if they were not registered. A password may hold an at sign. */
const USER_INFO = /:\/\/[^\s/"']+@/g

/** Masks secrets in texts, in plain or encoded form. */
export class Redactor {
  /** Longest first: a secret that contains another one must be masked as a whole. */
  private hidden: readonly string[] = []

  /** Registers secrets to mask. Secrets of fewer than 4 characters cannot be masked. */
  hide(secrets: readonly string[]): void {
    const forms = new Set([...this.hidden, ...secrets.filter(({ length }) => length >= MIN_SECRET).flatMap(formsOf)])
    // Basic authentication encodes two secrets together.
    for (const user of secrets) {
      for (const password of secrets) forms.add(Buffer.from(`${user}:${password}`).toString('base64'))
    }
    this.hidden = [...forms].sort((a, b) => b.length - a.length)
  }

  /** Replaces each secret, and the user information of URLs, with `***`. */
  clean(text: string): string {
    return this.hidden.reduce(
      (cleaned, secret) => cleaned.replaceAll(secret, '***'),
      text.replace(USER_INFO, '://***@'),
    )
  }
}

/** A secret in plain form, in JSON, in the path of a URL and in a form. */
function formsOf(secret: string): readonly string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(toWellFormed(secret)), form]
}

/** encodeURIComponent throws for a lone surrogate. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString()
}
