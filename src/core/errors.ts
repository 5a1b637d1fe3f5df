/** Who can fix it: the user (config), time (transient: it was retried), the project (system: a bug). Airbyte's terms. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error'

/**
 * A failure that ends a run. `message` is for the user, `internal` for the reader of a bug report. Neither holds row
 * content or a secret.
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

/** The user can fix it: configuration, credentials, model, a guard that tripped. Airbyte does not retry the run. */
export class ConfigError extends ConnectorError {
  readonly failureType = 'config_error'
}

/** A service was unavailable for too long: requests were retried, Airbyte may retry the run. */
export class TransientError extends ConnectorError {
  readonly failureType = 'transient_error'
}

/** The connector or Airbyte broke its contract. */
export class SystemError extends ConnectorError {
  readonly failureType = 'system_error'
}

/** Any thrown value as an error that ends a run. Any value but a ConnectorError is a bug and keeps its stack. */
export function toConnectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  const error = new SystemError('The connector failed unexpectedly. Please report it with the log of this run.', detail)
  if (thrown instanceof Error && thrown.stack !== undefined) error.stack = thrown.stack
  return error
}
