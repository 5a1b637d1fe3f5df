export { FAULTS, type Fault, type FaultPlan } from './faults'
export { DEFAULT_CREDENTIALS, startSandbox, type Sandbox, type SandboxOptions } from './server'
export { DEFAULT_SETTINGS, parseSettings, type Settings } from './settings'
