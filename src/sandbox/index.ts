export { FAULTS, type Fault } from './faults'
export { DEFAULT_CREDENTIALS, startSandbox, type Sandbox, type SandboxOptions } from './server'
export { DEFAULT_SETTINGS, parseSettings } from './settings'
