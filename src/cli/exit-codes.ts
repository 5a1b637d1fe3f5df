/**
 * The exit codes of the commands for users (docs/exit-codes.md). Those of failures are from sysexits.h (EX_CONFIG,
 * EX_TEMPFAIL, EX_SOFTWARE), so that a scheduler can decide whether to retry; those of signals are 128 + the number of
 * the signal, as a shell reports them.
 */
export const EXIT_CODES = {
  success: 0,
  /** The user has to look: a guard would stop the run, something differs, or the sandbox cannot start. */
  attention: 1,
  config_error: 78,
  transient_error: 75,
  system_error: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const
