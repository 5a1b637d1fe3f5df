// Generated from spec.json by `npm run generate`. Do not edit.

export interface ConnectorOptions {
  credentials: {
    site_id?: string
    api_key?: string
    app_api_key?: string
    siteId?: string
    apiKey?: string
  }
  region: 'auto' | 'us' | 'eu'
  streams: (
    | {
        object: 'person'
        stream: string
        namespace?: string
        operation?: 'upsert' | 'update' | 'delete'
        id_column?: string
        email_column?: string
        phone_column?: string
        cio_id_column?: string
        anonymous_id_column?: string
        missing_identifier: 'reject_record' | 'next_column'
        timestamp_column?: string
        timestamp_unit?: 'seconds' | 'milliseconds' | 'microseconds'
        timestamp_format?: string
        deleted_column?: string
        deleted_rows: 'skip' | 'delete'
        columns?: {
          include?: string[]
          exclude?: string[]
          rename?: {
            from: string
            to: string
          }[]
          name_style: 'auto' | 'keep' | 'lower' | 'snake'
        }
      }
    | {
        object: 'event'
        stream: string
        namespace?: string
        operation: 'insert'
        id_column?: string
        email_column?: string
        phone_column?: string
        cio_id_column?: string
        anonymous_id_column?: string
        missing_identifier: 'reject_record' | 'next_column'
        event_name?: string
        event_name_column?: string
        timestamp_column?: string
        event_type?: 'event' | 'page' | 'screen'
        timestamp_unit?: 'seconds' | 'milliseconds' | 'microseconds'
        timestamp_format?: string
        event_id_columns?: string[]
        event_id_scope: string
        deleted_column?: string
        deleted_rows: 'skip'
        columns?: {
          include?: string[]
          exclude?: string[]
          rename?: {
            from: string
            to: string
          }[]
          name_style: 'auto' | 'keep' | 'lower' | 'snake'
        }
      }
    | {
        object: 'object'
        stream: string
        namespace?: string
        operation?: 'upsert' | 'delete'
        object_type_id?: string
        object_type_id_column?: string
        object_id_column?: string
        deleted_column?: string
        deleted_rows: 'skip' | 'delete'
        columns?: {
          include?: string[]
          exclude?: string[]
          rename?: {
            from: string
            to: string
          }[]
          name_style: 'auto' | 'keep' | 'lower' | 'snake'
        }
      }
    | {
        object: 'relationship'
        stream: string
        namespace?: string
        operation?: 'insert' | 'upsert' | 'delete'
        id_column?: string
        email_column?: string
        phone_column?: string
        cio_id_column?: string
        missing_identifier: 'reject_record' | 'next_column'
        object_type_id?: string
        object_type_id_column?: string
        object_id_column?: string
        deleted_column?: string
        deleted_rows: 'skip' | 'delete'
        columns?: {
          include?: string[]
          exclude?: string[]
          rename?: {
            from: string
            to: string
          }[]
          name_style: 'auto' | 'keep' | 'lower' | 'snake'
        }
      }
    | {
        object: 'device'
        stream: string
        namespace?: string
        operation?: 'upsert' | 'delete'
        id_column?: string
        email_column?: string
        phone_column?: string
        cio_id_column?: string
        missing_identifier: 'reject_record' | 'next_column'
        token_column?: string
        platform?: 'ios' | 'android'
        platform_column?: string
        last_used_column?: string
        timestamp_unit?: 'seconds' | 'milliseconds' | 'microseconds'
        timestamp_format?: string
        deleted_column?: string
        deleted_rows: 'skip' | 'delete'
        columns?: {
          include?: string[]
          exclude?: string[]
          rename?: {
            from: string
            to: string
          }[]
          name_style: 'auto' | 'keep' | 'lower' | 'snake'
        }
      }
    | {
        object: 'segment_membership'
        stream: string
        namespace?: string
        operation?: 'insert' | 'delete'
        id_column?: string
        email_column?: string
        cio_id_column?: string
        missing_identifier: 'reject_record' | 'next_column'
        segment_id?: string
        segment_id_column?: string
        deleted_column?: string
        deleted_rows: 'skip' | 'delete'
      }
    | {
        object: 'person_suppression'
        stream: string
        namespace?: string
        operation?: 'insert' | 'delete'
        id_column?: string
        email_column?: string
        cio_id_column?: string
        missing_identifier: 'reject_record' | 'next_column'
        deleted_column?: string
        deleted_rows: 'skip'
      }
    | {
        object: 'person_merge'
        stream: string
        namespace?: string
        operation: 'insert'
        primary_id_column?: string
        primary_email_column?: string
        primary_cio_id_column?: string
        secondary_id_column?: string
        secondary_email_column?: string
        secondary_cio_id_column?: string
        deleted_column?: string
        deleted_rows: 'skip'
      }
  )[]
  null_handling: 'skip' | 'clear'
  clear_with: 'empty_string' | 'null'
  empty_text: 'as_null' | 'send'
  attributes: {
    attribute: string
    stream?: string
    type?: 'string' | 'number' | 'boolean' | 'timestamp' | 'json' | 'any'
    unit?: 'seconds' | 'milliseconds' | 'microseconds'
    format?: string
    time_zone?: string
    null_handling?: 'skip' | 'clear' | 'null' | 'default'
    default_value?: string
    protected: boolean
    one_way: boolean
  }[]
  unknown_attributes: 'send' | 'skip' | 'reject_record'
  invalid_values: 'reject_record' | 'skip_attribute'
  too_long?: 'reject_record' | 'skip_attribute' | 'truncate'
  time_zone: string
  dates_as: 'timestamp' | 'text'
  trim_identifiers: boolean
  identity: {
    normalize_email: boolean
    conflicts: 'reject_record' | 'warn' | 'ignore'
  }
  events: {
    missing_id: 'reject_record' | 'send_without'
    missing_timestamp: 'reject_record' | 'use_emitted_at'
    live_hours: number
    stale: 'send' | 'skip' | 'reject_record' | 'rename'
    rename_suffix: string
    max_future_minutes: number
    max_live_events?: number
    keep_ulids: boolean
    after_person_updates: boolean
  }
  delivery: {
    requests_per_second: number
    max_in_flight: number
    max_retry_minutes: number
    flush_seconds: number
  }
  guards: {
    max_rejected_percent: number
    max_people?: number
    max_null_percent: {
      attribute: string
      percent: number
    }[]
    max_deletes: number
    hold_folder?: string
  }
  test_cohort: string[]
  object_storage_config:
    | {
        storage_type: 'None'
      }
    | {
        storage_type: 'S3'
        access_key_id?: string
        secret_access_key?: string
        role_arn?: string
        s3_bucket_name: string
        s3_bucket_region:
          | ''
          | 'af-south-1'
          | 'ap-east-1'
          | 'ap-northeast-1'
          | 'ap-northeast-2'
          | 'ap-northeast-3'
          | 'ap-south-1'
          | 'ap-south-2'
          | 'ap-southeast-1'
          | 'ap-southeast-2'
          | 'ap-southeast-3'
          | 'ap-southeast-4'
          | 'ca-central-1'
          | 'ca-west-1'
          | 'cn-north-1'
          | 'cn-northwest-1'
          | 'eu-central-1'
          | 'eu-central-2'
          | 'eu-north-1'
          | 'eu-south-1'
          | 'eu-south-2'
          | 'eu-west-1'
          | 'eu-west-2'
          | 'eu-west-3'
          | 'il-central-1'
          | 'me-central-1'
          | 'me-south-1'
          | 'sa-east-1'
          | 'us-east-1'
          | 'us-east-2'
          | 'us-gov-east-1'
          | 'us-gov-west-1'
          | 'us-west-1'
          | 'us-west-2'
        s3_endpoint?: string
        bucket_path: string
        compression: 'none' | 'gzip'
      }
    | {
        storage_type: 'LOCAL'
        directory: string
      }
  endpoints: {
    track_url?: string
    app_url?: string
  }
  identifierType?: 'email' | 'id' | 'cio_id'
}
