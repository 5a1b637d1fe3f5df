/** A secret shorter than this would mask half of every message. */
const MIN_SECRET = 4

/** User and password of a URL, which are nobody's to see, whoever configured them. */
const USER_INFO = /:\/\/[^\s/@"']+@/g

/** Keeps secrets out of text, as they are or encoded. */
export class Redactor {
  /** Longest first: what is left of a secret that holds another one would show. */
  private hidden: readonly string[] = []

  /** From now on none of these is shown; those shorter than 4 characters cannot be hidden. */
  hide(secrets: readonly string[]): void {
    const forms = new Set([...this.hidden, ...secrets.filter(({ length }) => length >= MIN_SECRET).flatMap(formsOf)])
    // Basic authentication joins two of them.
    for (const user of secrets) {
      for (const password of secrets) forms.add(Buffer.from(`${user}:${password}`).toString('base64'))
    }
    this.hidden = [...forms].sort((a, b) => b.length - a.length)
  }

  /** The text with `***` in the place of each secret, and of whatever a URL names before its host. */
  clean(text: string): string {
    return this.hidden.reduce(
      (cleaned, secret) => cleaned.replaceAll(secret, '***'),
      text.replace(USER_INFO, '://***@'),
    )
  }
}

/** A secret as it is, inside JSON, in a URL's path and in a form. */
function formsOf(secret: string): readonly string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(toWellFormed(secret)), form]
}

/** encodeURIComponent throws on half a character. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString()
}
