import { ConfigError } from './errors'
import { problemLines, problemsText } from './messages/problems'
import type { Problem } from './problem'

/** The problems of a configuration, as facts: `problem-fixes.ts` knows which of them have a fix. */
export class ProblemsError extends ConfigError {
  constructor(
    message: string,
    readonly problems: readonly Problem[],
  ) {
    super(message)
  }

  /** All problems of a document in one error: the field, the expected and the found value. */
  static of(what: string, problems: readonly Problem[]): ProblemsError {
    return new ProblemsError(problemsText(what, problems), problems)
  }

  /** Problems that need more than the document to be found. `what` is a sentence about them. */
  static under(what: string, problems: readonly Problem[]): ProblemsError {
    return new ProblemsError(`${what}:\n${problemLines(problems)}`, problems)
  }
}
