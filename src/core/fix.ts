/** A change of the configuration that a finding asks for, before it is known how the user wrote the configuration. */
export type Change =
  /** Members of the rule of an attribute. */
  | {
      readonly kind: 'attribute'
      readonly attribute: string
      readonly stream: string
      readonly rule: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'option'; readonly path: readonly string[]; readonly value: unknown }
  | { readonly kind: 'null_percent'; readonly attribute: string; readonly percent: number }
  /** Options of a stream rule: an undefined value removes the option. */
  | { readonly kind: 'rule'; readonly rule: RuleRef; readonly options: Readonly<Record<string, unknown>> }
  /** An item more in a list of `columns` of a stream rule. */
  | {
      readonly kind: 'rule_columns'
      readonly rule: RuleRef
      readonly list: 'exclude' | 'rename'
      readonly item: unknown
    }

/** The stream rule of a stream. */
export interface RuleRef {
  readonly stream: string
  readonly namespace: string | null
}

/** One step of a JSON Patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'test' | 'add' | 'replace' | 'remove'
  /** A JSON Pointer. */
  readonly path: string
  readonly value?: unknown
}

/** What removes the cause of a finding: a change of the configuration, or of the model. Names are those of the JSON. */
export type Fix =
  | {
      readonly kind: 'patch'
      readonly patch: readonly PatchOperation[]
      /** The user must decide whether it is right, such as a higher limit. */
      readonly needs_decision: boolean
    }
  | { readonly kind: 'sql'; readonly sql: string }
