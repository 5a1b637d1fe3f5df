/** Whose problem it is: you can fix it (config), we retried (transient), our bug (system). The protocol's words. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error'

/**
 * A failure that ends a run. `message` is written for the user; `internal` is for whoever reads the logs of a bug
 * report. Neither ever holds row content or a secret.
 */
export abstract class ConnectorError extends Error {
  abstract readonly failureType: FailureType
  readonly internal: string

  constructor(message: string, internal?: string) {
    super(message)
    this.internal = internal ?? message
    this.name = new.target.name
  }
}

/** The user can fix it: configuration, credentials, model, a guard that tripped. The platform does not retry it. */
export class ConfigError extends ConnectorError {
  readonly failureType = 'config_error'
}

/** Something outside was not there long enough: we retried, the platform may retry the run. */
export class TransientError extends ConnectorError {
  readonly failureType = 'transient_error'
}

/** A broken promise of ours or of the platform. */
export class SystemError extends ConnectorError {
  readonly failureType = 'system_error'
}

/** Any thrown value as an error that ends a run; what is not one of ours is a bug, and keeps the stack of where it was thrown. */
export function toConnectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  const error = new SystemError('The connector failed unexpectedly. Please report it with the log of this run.', detail)
  if (thrown instanceof Error && thrown.stack !== undefined) error.stack = thrown.stack
  return error
}
