// What a program can import from the package: a local Customer.io for its tests. Everything else is the command.
export { DEFAULT_CREDENTIALS, startSandbox, type Sandbox, type SandboxOptions } from './sandbox/index'
