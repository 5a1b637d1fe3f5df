/** The exit codes of the commands of the protocol (docs/exit-codes.md). Airbyte fails an attempt by its exit code. */
export const PROTOCOL_EXIT_CODES = {
  success: 0,
  /** One TRACE ERROR says why. */
  failure: 1,
  /** `write` was ended by a signal: 128 + 15, as a shell reports SIGTERM. */
  terminated: 143,
} as const
