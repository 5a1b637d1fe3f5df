import type { Problem } from '../../core/problem'
import type { RejectionCode } from '../../core/outcome'
import type { Row } from '../../core/row'
import type { DestinationSyncMode, SourceStream } from '../../core/stream'
import type { JsonPiece } from '../../lib/json-writer'
import type { AttributeKind } from '../attribute-kinds'
import type { EntityKey, PersonRef } from '../entity'
import type { SegmentEndpoints } from '../endpoints'
import type { ConflictClass, Endpoint, ItemExtras, LiveEvent, Mapped } from '../mapped-item'
import type { IdentifierKind, IdentityOptions } from '../identifier'
import type { DuplicateDetector } from '../duplicate-detector'
import type { MappingStats } from '../mapping-stats'

/** A value that a row gives beside its attributes, such as an event's name. */
export interface Field {
  /** Its name in data activation; a stream rule names its column by `columnOption`. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly type: 'string' | 'integer' | 'timestamp'
  /** By every operation, by none, or by those named. */
  readonly required: boolean | readonly Operation['name'][]
  /** The rule option that names its column, where there is one. */
  readonly columnOption?: string
  /** The rule option that gives one value for all rows instead, where there is one. */
  readonly constantOption?: string
  /** The code of a row that lacks it; `missing_field` where none is named. */
  readonly missingCode?: RejectionCode
  /** The accepted values. */
  readonly values?: readonly string[]
  /** The pattern of a value, as a regular expression and in words. */
  readonly pattern?: { readonly source: string; readonly words: string }
  /** The longest value, in characters. */
  readonly maxLength?: number
  /** Its column is sent as an attribute, too. */
  readonly staysInData?: boolean
  /** True if only a stream rule can name the column of the field. In data activation, a column of this name is an attribute. */
  readonly isOnlyNamedByRules?: boolean
  /** The list of the workspace that the field refers to: `discover` lists a separate object for each of its items. */
  readonly workspaceList?: 'object_types' | 'segments'
}

/** True where a row of the operation must have the field. */
export function isRequired(field: Field, operation: Operation): boolean {
  return typeof field.required === 'boolean' ? field.required : field.required.includes(operation.name)
}

export interface Operation {
  readonly name: 'upsert' | 'update' | 'delete' | 'insert'
  readonly title: string
  readonly syncMode: Exclude<DestinationSyncMode, 'overwrite'>
  /** Alternatives, each a list of fields; empty where the mode has no keys. */
  readonly matchingKeys: readonly (readonly string[])[]
  readonly conflictClass: ConflictClass
  /** It cannot be undone: counted and guarded. */
  readonly irreversible: boolean
  /** What kind of attributes it takes; undefined for none. */
  readonly attributes: AttributeKind | undefined
  /** Control attributes that it adds to those of a row, and that count in Customer.io's limit; none where left out. */
  readonly controlAttributes?: number
  /** Field names (or `person` identifiers) of two rows that Customer.io accepts. */
  readonly examples: readonly [Example, Example]
}

export type Example = Readonly<Record<string, string | number | boolean | null>>

/** An option of a stream rule that is neither a column nor a constant of a field. */
export interface RuleOption {
  readonly name: string
  readonly schema: Readonly<Record<string, unknown>>
}

/** What an object's `build` gets of a row: everything read, checked and converted. */
export interface RowView {
  readonly row: Row
  readonly nowMs: number
  /** Present where the definition has person identifiers. */
  readonly person: PersonRef | undefined
  /** Text of a field, undefined where the row has none. */
  readonly text: (field: string) => string | undefined
  /** The field's value as it came. */
  readonly value: (field: string) => unknown
  readonly attributes: WrittenAttributes
}

/** The written attributes of a row: the members of a JSON object, without its braces. */
export interface WrittenAttributes {
  /** Bytes of UTF-8; 0 without attributes. */
  readonly bytes: number
  /** 32 bits of a hash over `head` and the attributes. */
  hashAfter(head: readonly JsonPiece[]): number
}

export interface Built {
  readonly kind: 'built'
  /** JSON text of the item up to its attributes, in pieces; the complete text if `tail` is omitted. */
  readonly json: readonly JsonPiece[]
  /** JSON text after the attributes. */
  readonly tail?: JsonPiece
  readonly entity: EntityKey
  readonly extras?: ItemExtras
  readonly endpoint?: Endpoint
  /** Present for an event young enough to start a campaign. */
  readonly liveEvent?: LiveEvent
  /** What identifies the row in a report, where it is not the person. */
  readonly key?: string
}

export type BuildResult = Built | Exclude<Mapped, { kind: 'item' }>

/** One destination object: from it come the mapper, the catalog, the stream rule's schema, the docs and the tests. */
export interface ObjectDefinition {
  readonly name: string
  readonly title: string
  readonly description: string
  /** A row describes one person: their further identifiers are attributes, and several rows of one are remarkable. */
  readonly describesPeople?: true
  /** Its operation `delete` undoes the others, so that a deletion marker must not lead to it. */
  readonly isRestoredByDelete?: true
  /** The field that says when it happened, for what happens to a person at a time. */
  readonly eventTimeField?: string
  /** The order of models: entities first, then references between them, then events. */
  readonly stage: 'entities' | 'references' | 'events'
  /** Kinds of identifier that may identify the person; empty if the object does not identify a person. */
  readonly personKinds: readonly IdentifierKind[]
  /** Kinds that a rule may name beside those: they are sent as attributes and never identify a row. */
  readonly furtherKinds?: readonly IdentifierKind[]
  readonly fields: readonly Field[]
  readonly ruleOptions: readonly RuleOption[]
  readonly operations: readonly Operation[]
  /** What a stream lacks though no single field is required: the field, the rule's option for it, what it is for. */
  readonly missingRequirements?: (
    binding: MappingFacts,
    config: MappingConfig,
  ) => readonly { readonly field: string; readonly option: string; readonly why: string }[]
  /** What the options allow and is wrong, or probably not meant (a sentence each). */
  readonly review?: (mapping: ReviewedMapping) => {
    readonly problems: readonly Problem[]
    readonly warnings: readonly string[]
  }
  /** Makes the function that builds the body of one row. Compiled once a stream. */
  readonly compile: (context: CompileContext) => (parts: RowView) => BuildResult
}

/** What a stream gives an object. */
export interface MappingFacts {
  readonly operation: Operation
  /** Column by field name. */
  readonly columns: ReadonlyMap<string, string>
  /** Constant by field name. */
  readonly constants: ReadonlyMap<string, string>
  /** The stream's columns of the primary key. */
  readonly primaryKey: readonly string[]
  /** The rule's own options; empty in data activation. */
  readonly rule: Readonly<Record<string, unknown>>
}

/** What a definition may judge before the first row. */
export interface ReviewedMapping extends MappingFacts {
  /** Columns that identify the person. */
  readonly person: readonly { readonly column: string }[]
}

export interface CompileContext extends MappingFacts {
  readonly stream: SourceStream
  readonly config: MappingConfig
  readonly tools: MappingTools
}

/** The part of the configuration that objects read. */
export interface MappingConfig extends IdentityOptions {
  readonly time_zone: string
  readonly too_long?: 'reject_record' | 'skip_attribute' | 'truncate' | undefined
  readonly events: {
    readonly missing_id: 'reject_record' | 'send_without'
    readonly missing_timestamp: 'reject_record' | 'use_emitted_at'
    readonly live_hours: number
    readonly stale: 'send' | 'skip' | 'reject_record' | 'rename'
    readonly rename_suffix: string
    readonly max_future_minutes: number
    readonly keep_ulids: boolean
    readonly after_person_updates: boolean
  }
}

/** What a run shares between the mappers of its streams. */
export interface MappingTools {
  readonly memory: DuplicateDetector
  readonly segments: SegmentEndpoints
  /** Of the stream alone. */
  readonly stats: MappingStats
}
