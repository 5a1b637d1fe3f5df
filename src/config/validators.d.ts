import type { BranchValidators, Validator } from './schema'

// The types of validators.js, which ajv writes from the schemas (scripts/generate-validators.ts). It is not committed.

export const OPTIONS: Validator
export const STREAM_RULES: BranchValidators
export const OBJECT_STORAGE: BranchValidators
export const ACTIVATION: Validator
export const SOURCE: BranchValidators
export const CHANGES: BranchValidators
/** The branches inside the options of a source, by the name of its type and of the option: `snowflake_authentication`. */
export const SOURCE_BRANCHES: Readonly<Record<string, BranchValidators>>
