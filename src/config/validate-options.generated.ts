// Generated from spec.json by `npm run generate`. Do not edit.
// @ts-nocheck: ajv writes JavaScript.
import { countCodePoints } from '../lib/code-points'
import type { BranchValidators, Validator } from './schema'
const OPTIONS_ = validate10
const schema11 = {
  type: 'object',
  additionalProperties: true,
  required: ['credentials'],
  properties: {
    credentials: {
      type: 'object',
      required: [],
      properties: {
        site_id: { type: 'string' },
        api_key: { type: 'string' },
        app_api_key: { type: 'string' },
        siteId: { type: 'string' },
        apiKey: { type: 'string' },
      },
    },
    region: { type: 'string', enum: ['auto', 'us', 'eu'], default: 'auto' },
    streams: { type: 'array', default: [], items: { type: 'object' } },
    null_handling: { type: 'string', enum: ['skip', 'clear'], default: 'skip' },
    clear_with: { type: 'string', enum: ['empty_string', 'null'], default: 'empty_string' },
    empty_text: { type: 'string', enum: ['as_null', 'send'], default: 'as_null' },
    attributes: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        required: ['attribute'],
        properties: {
          attribute: { type: 'string', minLength: 1 },
          stream: { type: 'string', minLength: 1 },
          type: { type: 'string', enum: ['string', 'number', 'boolean', 'timestamp', 'json', 'any'] },
          unit: { type: 'string', enum: ['seconds', 'milliseconds', 'microseconds'] },
          format: { type: 'string', minLength: 1 },
          time_zone: { type: 'string', minLength: 1 },
          null_handling: { type: 'string', enum: ['skip', 'clear', 'default'] },
          default_value: { type: 'string' },
          protected: { type: 'boolean', default: false },
        },
      },
    },
    unknown_attributes: { type: 'string', enum: ['send', 'skip', 'reject_record'], default: 'send' },
    invalid_values: { type: 'string', enum: ['reject_record', 'skip_attribute'], default: 'reject_record' },
    time_zone: { type: 'string', default: 'UTC', minLength: 1 },
    dates_as: { type: 'string', enum: ['timestamp', 'text'], default: 'timestamp' },
    trim_identifiers: { type: 'boolean', default: true },
    identity: {
      type: 'object',
      default: {},
      properties: {
        normalize_email: { type: 'boolean', default: true },
        conflicts: { type: 'string', enum: ['reject_record', 'warn', 'ignore'], default: 'reject_record' },
      },
    },
    events: {
      type: 'object',
      default: {},
      properties: {
        missing_id: { type: 'string', enum: ['reject_record', 'send_without'], default: 'reject_record' },
        missing_timestamp: { type: 'string', enum: ['reject_record', 'use_emitted_at'], default: 'reject_record' },
        live_hours: { type: 'number', default: 72, minimum: 0 },
        stale: { type: 'string', enum: ['send', 'skip', 'reject_record', 'rename'], default: 'send' },
        rename_suffix: { type: 'string', default: '_historical' },
        max_future_minutes: { type: 'number', default: 60, minimum: 0 },
        max_live_events: { type: 'integer', minimum: 0 },
        keep_ulids: { type: 'boolean', default: false },
      },
    },
    delivery: {
      type: 'object',
      default: {},
      properties: {
        requests_per_second: { type: 'number', default: 100, exclusiveMinimum: 0 },
        max_in_flight: { type: 'integer', default: 16, minimum: 1, maximum: 256 },
        max_retry_minutes: { type: 'number', default: 30, minimum: 0 },
        flush_seconds: { type: 'number', default: 5, exclusiveMinimum: 0, maximum: 3600 },
      },
    },
    guards: {
      type: 'object',
      default: {},
      properties: {
        max_rejected_percent: { type: 'number', default: 50, minimum: 0, maximum: 100 },
        max_people: { type: 'integer', minimum: 0 },
        max_null_percent: {
          type: 'array',
          default: [],
          items: {
            type: 'object',
            required: ['attribute', 'percent'],
            properties: {
              attribute: { type: 'string', minLength: 1 },
              percent: { type: 'number', minimum: 0, maximum: 100 },
            },
          },
        },
        max_deletes: { type: 'integer', default: 1000, minimum: 0 },
        hold_folder: { type: 'string', minLength: 1 },
      },
    },
    test_cohort: { type: 'array', default: [], items: { type: 'string', minLength: 1 } },
    object_storage_config: { type: 'object', default: { storage_type: 'None' } },
    endpoints: {
      type: 'object',
      default: {},
      properties: { track_url: { type: 'string', format: 'uri' }, app_url: { type: 'string', format: 'uri' } },
    },
    identifierType: { type: 'string', enum: ['email', 'id', 'cio_id'] },
  },
}
const func2 = countCodePoints
function validate10(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.region === undefined) {
      data.region = 'auto'
    }
    if (data.streams === undefined) {
      data.streams = []
    }
    if (data.null_handling === undefined) {
      data.null_handling = 'skip'
    }
    if (data.clear_with === undefined) {
      data.clear_with = 'empty_string'
    }
    if (data.empty_text === undefined) {
      data.empty_text = 'as_null'
    }
    if (data.attributes === undefined) {
      data.attributes = []
    }
    if (data.unknown_attributes === undefined) {
      data.unknown_attributes = 'send'
    }
    if (data.invalid_values === undefined) {
      data.invalid_values = 'reject_record'
    }
    if (data.time_zone === undefined) {
      data.time_zone = 'UTC'
    }
    if (data.dates_as === undefined) {
      data.dates_as = 'timestamp'
    }
    if (data.trim_identifiers === undefined) {
      data.trim_identifiers = true
    }
    if (data.identity === undefined) {
      data.identity = {}
    }
    if (data.events === undefined) {
      data.events = {}
    }
    if (data.delivery === undefined) {
      data.delivery = {}
    }
    if (data.guards === undefined) {
      data.guards = {}
    }
    if (data.test_cohort === undefined) {
      data.test_cohort = []
    }
    if (data.object_storage_config === undefined) {
      data.object_storage_config = { storage_type: 'None' }
    }
    if (data.endpoints === undefined) {
      data.endpoints = {}
    }
    if (data.credentials === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'credentials' },
        message: "must have required property '" + 'credentials' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.credentials !== undefined) {
      let data0 = data.credentials
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (data0.site_id !== undefined) {
          if (typeof data0.site_id !== 'string') {
            const err1 = {
              instancePath: instancePath + '/credentials/site_id',
              schemaPath: '#/properties/credentials/properties/site_id/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (data0.api_key !== undefined) {
          if (typeof data0.api_key !== 'string') {
            const err2 = {
              instancePath: instancePath + '/credentials/api_key',
              schemaPath: '#/properties/credentials/properties/api_key/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (data0.app_api_key !== undefined) {
          if (typeof data0.app_api_key !== 'string') {
            const err3 = {
              instancePath: instancePath + '/credentials/app_api_key',
              schemaPath: '#/properties/credentials/properties/app_api_key/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err3]
            } else {
              vErrors.push(err3)
            }
            errors++
          }
        }
        if (data0.siteId !== undefined) {
          if (typeof data0.siteId !== 'string') {
            const err4 = {
              instancePath: instancePath + '/credentials/siteId',
              schemaPath: '#/properties/credentials/properties/siteId/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err4]
            } else {
              vErrors.push(err4)
            }
            errors++
          }
        }
        if (data0.apiKey !== undefined) {
          if (typeof data0.apiKey !== 'string') {
            const err5 = {
              instancePath: instancePath + '/credentials/apiKey',
              schemaPath: '#/properties/credentials/properties/apiKey/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err5]
            } else {
              vErrors.push(err5)
            }
            errors++
          }
        }
      } else {
        const err6 = {
          instancePath: instancePath + '/credentials',
          schemaPath: '#/properties/credentials/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err6]
        } else {
          vErrors.push(err6)
        }
        errors++
      }
    }
    let data6 = data.region
    if (typeof data6 !== 'string') {
      const err7 = {
        instancePath: instancePath + '/region',
        schemaPath: '#/properties/region/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err7]
      } else {
        vErrors.push(err7)
      }
      errors++
    }
    if (!(data6 === 'auto' || data6 === 'us' || data6 === 'eu')) {
      const err8 = {
        instancePath: instancePath + '/region',
        schemaPath: '#/properties/region/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.region.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    let data7 = data.streams
    if (Array.isArray(data7)) {
      const len0 = data7.length
      for (let i0 = 0; i0 < len0; i0++) {
        let data8 = data7[i0]
        if (!(data8 && typeof data8 == 'object' && !Array.isArray(data8))) {
          const err9 = {
            instancePath: instancePath + '/streams/' + i0,
            schemaPath: '#/properties/streams/items/type',
            keyword: 'type',
            params: { type: 'object' },
            message: 'must be object',
          }
          if (vErrors === null) {
            vErrors = [err9]
          } else {
            vErrors.push(err9)
          }
          errors++
        }
      }
    } else {
      const err10 = {
        instancePath: instancePath + '/streams',
        schemaPath: '#/properties/streams/type',
        keyword: 'type',
        params: { type: 'array' },
        message: 'must be array',
      }
      if (vErrors === null) {
        vErrors = [err10]
      } else {
        vErrors.push(err10)
      }
      errors++
    }
    let data9 = data.null_handling
    if (typeof data9 !== 'string') {
      const err11 = {
        instancePath: instancePath + '/null_handling',
        schemaPath: '#/properties/null_handling/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err11]
      } else {
        vErrors.push(err11)
      }
      errors++
    }
    if (!(data9 === 'skip' || data9 === 'clear')) {
      const err12 = {
        instancePath: instancePath + '/null_handling',
        schemaPath: '#/properties/null_handling/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.null_handling.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err12]
      } else {
        vErrors.push(err12)
      }
      errors++
    }
    let data10 = data.clear_with
    if (typeof data10 !== 'string') {
      const err13 = {
        instancePath: instancePath + '/clear_with',
        schemaPath: '#/properties/clear_with/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err13]
      } else {
        vErrors.push(err13)
      }
      errors++
    }
    if (!(data10 === 'empty_string' || data10 === 'null')) {
      const err14 = {
        instancePath: instancePath + '/clear_with',
        schemaPath: '#/properties/clear_with/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.clear_with.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err14]
      } else {
        vErrors.push(err14)
      }
      errors++
    }
    let data11 = data.empty_text
    if (typeof data11 !== 'string') {
      const err15 = {
        instancePath: instancePath + '/empty_text',
        schemaPath: '#/properties/empty_text/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err15]
      } else {
        vErrors.push(err15)
      }
      errors++
    }
    if (!(data11 === 'as_null' || data11 === 'send')) {
      const err16 = {
        instancePath: instancePath + '/empty_text',
        schemaPath: '#/properties/empty_text/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.empty_text.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err16]
      } else {
        vErrors.push(err16)
      }
      errors++
    }
    let data12 = data.attributes
    if (Array.isArray(data12)) {
      const len1 = data12.length
      for (let i1 = 0; i1 < len1; i1++) {
        let data13 = data12[i1]
        if (data13 && typeof data13 == 'object' && !Array.isArray(data13)) {
          if (data13.protected === undefined) {
            data13.protected = false
          }
          if (data13.attribute === undefined) {
            const err17 = {
              instancePath: instancePath + '/attributes/' + i1,
              schemaPath: '#/properties/attributes/items/required',
              keyword: 'required',
              params: { missingProperty: 'attribute' },
              message: "must have required property '" + 'attribute' + "'",
            }
            if (vErrors === null) {
              vErrors = [err17]
            } else {
              vErrors.push(err17)
            }
            errors++
          }
          if (data13.attribute !== undefined) {
            let data14 = data13.attribute
            if (typeof data14 === 'string') {
              if (func2(data14) < 1) {
                const err18 = {
                  instancePath: instancePath + '/attributes/' + i1 + '/attribute',
                  schemaPath: '#/properties/attributes/items/properties/attribute/minLength',
                  keyword: 'minLength',
                  params: { limit: 1 },
                  message: 'must NOT have fewer than 1 characters',
                }
                if (vErrors === null) {
                  vErrors = [err18]
                } else {
                  vErrors.push(err18)
                }
                errors++
              }
            } else {
              const err19 = {
                instancePath: instancePath + '/attributes/' + i1 + '/attribute',
                schemaPath: '#/properties/attributes/items/properties/attribute/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err19]
              } else {
                vErrors.push(err19)
              }
              errors++
            }
          }
          if (data13.stream !== undefined) {
            let data15 = data13.stream
            if (typeof data15 === 'string') {
              if (func2(data15) < 1) {
                const err20 = {
                  instancePath: instancePath + '/attributes/' + i1 + '/stream',
                  schemaPath: '#/properties/attributes/items/properties/stream/minLength',
                  keyword: 'minLength',
                  params: { limit: 1 },
                  message: 'must NOT have fewer than 1 characters',
                }
                if (vErrors === null) {
                  vErrors = [err20]
                } else {
                  vErrors.push(err20)
                }
                errors++
              }
            } else {
              const err21 = {
                instancePath: instancePath + '/attributes/' + i1 + '/stream',
                schemaPath: '#/properties/attributes/items/properties/stream/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err21]
              } else {
                vErrors.push(err21)
              }
              errors++
            }
          }
          if (data13.type !== undefined) {
            let data16 = data13.type
            if (typeof data16 !== 'string') {
              const err22 = {
                instancePath: instancePath + '/attributes/' + i1 + '/type',
                schemaPath: '#/properties/attributes/items/properties/type/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err22]
              } else {
                vErrors.push(err22)
              }
              errors++
            }
            if (!(
              data16 === 'string' ||
              data16 === 'number' ||
              data16 === 'boolean' ||
              data16 === 'timestamp' ||
              data16 === 'json' ||
              data16 === 'any'
            )) {
              const err23 = {
                instancePath: instancePath + '/attributes/' + i1 + '/type',
                schemaPath: '#/properties/attributes/items/properties/type/enum',
                keyword: 'enum',
                params: { allowedValues: schema11.properties.attributes.items.properties.type.enum },
                message: 'must be equal to one of the allowed values',
              }
              if (vErrors === null) {
                vErrors = [err23]
              } else {
                vErrors.push(err23)
              }
              errors++
            }
          }
          if (data13.unit !== undefined) {
            let data17 = data13.unit
            if (typeof data17 !== 'string') {
              const err24 = {
                instancePath: instancePath + '/attributes/' + i1 + '/unit',
                schemaPath: '#/properties/attributes/items/properties/unit/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err24]
              } else {
                vErrors.push(err24)
              }
              errors++
            }
            if (!(data17 === 'seconds' || data17 === 'milliseconds' || data17 === 'microseconds')) {
              const err25 = {
                instancePath: instancePath + '/attributes/' + i1 + '/unit',
                schemaPath: '#/properties/attributes/items/properties/unit/enum',
                keyword: 'enum',
                params: { allowedValues: schema11.properties.attributes.items.properties.unit.enum },
                message: 'must be equal to one of the allowed values',
              }
              if (vErrors === null) {
                vErrors = [err25]
              } else {
                vErrors.push(err25)
              }
              errors++
            }
          }
          if (data13.format !== undefined) {
            let data18 = data13.format
            if (typeof data18 === 'string') {
              if (func2(data18) < 1) {
                const err26 = {
                  instancePath: instancePath + '/attributes/' + i1 + '/format',
                  schemaPath: '#/properties/attributes/items/properties/format/minLength',
                  keyword: 'minLength',
                  params: { limit: 1 },
                  message: 'must NOT have fewer than 1 characters',
                }
                if (vErrors === null) {
                  vErrors = [err26]
                } else {
                  vErrors.push(err26)
                }
                errors++
              }
            } else {
              const err27 = {
                instancePath: instancePath + '/attributes/' + i1 + '/format',
                schemaPath: '#/properties/attributes/items/properties/format/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err27]
              } else {
                vErrors.push(err27)
              }
              errors++
            }
          }
          if (data13.time_zone !== undefined) {
            let data19 = data13.time_zone
            if (typeof data19 === 'string') {
              if (func2(data19) < 1) {
                const err28 = {
                  instancePath: instancePath + '/attributes/' + i1 + '/time_zone',
                  schemaPath: '#/properties/attributes/items/properties/time_zone/minLength',
                  keyword: 'minLength',
                  params: { limit: 1 },
                  message: 'must NOT have fewer than 1 characters',
                }
                if (vErrors === null) {
                  vErrors = [err28]
                } else {
                  vErrors.push(err28)
                }
                errors++
              }
            } else {
              const err29 = {
                instancePath: instancePath + '/attributes/' + i1 + '/time_zone',
                schemaPath: '#/properties/attributes/items/properties/time_zone/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err29]
              } else {
                vErrors.push(err29)
              }
              errors++
            }
          }
          if (data13.null_handling !== undefined) {
            let data20 = data13.null_handling
            if (typeof data20 !== 'string') {
              const err30 = {
                instancePath: instancePath + '/attributes/' + i1 + '/null_handling',
                schemaPath: '#/properties/attributes/items/properties/null_handling/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err30]
              } else {
                vErrors.push(err30)
              }
              errors++
            }
            if (!(data20 === 'skip' || data20 === 'clear' || data20 === 'default')) {
              const err31 = {
                instancePath: instancePath + '/attributes/' + i1 + '/null_handling',
                schemaPath: '#/properties/attributes/items/properties/null_handling/enum',
                keyword: 'enum',
                params: { allowedValues: schema11.properties.attributes.items.properties.null_handling.enum },
                message: 'must be equal to one of the allowed values',
              }
              if (vErrors === null) {
                vErrors = [err31]
              } else {
                vErrors.push(err31)
              }
              errors++
            }
          }
          if (data13.default_value !== undefined) {
            if (typeof data13.default_value !== 'string') {
              const err32 = {
                instancePath: instancePath + '/attributes/' + i1 + '/default_value',
                schemaPath: '#/properties/attributes/items/properties/default_value/type',
                keyword: 'type',
                params: { type: 'string' },
                message: 'must be string',
              }
              if (vErrors === null) {
                vErrors = [err32]
              } else {
                vErrors.push(err32)
              }
              errors++
            }
          }
          if (typeof data13.protected !== 'boolean') {
            const err33 = {
              instancePath: instancePath + '/attributes/' + i1 + '/protected',
              schemaPath: '#/properties/attributes/items/properties/protected/type',
              keyword: 'type',
              params: { type: 'boolean' },
              message: 'must be boolean',
            }
            if (vErrors === null) {
              vErrors = [err33]
            } else {
              vErrors.push(err33)
            }
            errors++
          }
        } else {
          const err34 = {
            instancePath: instancePath + '/attributes/' + i1,
            schemaPath: '#/properties/attributes/items/type',
            keyword: 'type',
            params: { type: 'object' },
            message: 'must be object',
          }
          if (vErrors === null) {
            vErrors = [err34]
          } else {
            vErrors.push(err34)
          }
          errors++
        }
      }
    } else {
      const err35 = {
        instancePath: instancePath + '/attributes',
        schemaPath: '#/properties/attributes/type',
        keyword: 'type',
        params: { type: 'array' },
        message: 'must be array',
      }
      if (vErrors === null) {
        vErrors = [err35]
      } else {
        vErrors.push(err35)
      }
      errors++
    }
    let data23 = data.unknown_attributes
    if (typeof data23 !== 'string') {
      const err36 = {
        instancePath: instancePath + '/unknown_attributes',
        schemaPath: '#/properties/unknown_attributes/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err36]
      } else {
        vErrors.push(err36)
      }
      errors++
    }
    if (!(data23 === 'send' || data23 === 'skip' || data23 === 'reject_record')) {
      const err37 = {
        instancePath: instancePath + '/unknown_attributes',
        schemaPath: '#/properties/unknown_attributes/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.unknown_attributes.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err37]
      } else {
        vErrors.push(err37)
      }
      errors++
    }
    let data24 = data.invalid_values
    if (typeof data24 !== 'string') {
      const err38 = {
        instancePath: instancePath + '/invalid_values',
        schemaPath: '#/properties/invalid_values/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err38]
      } else {
        vErrors.push(err38)
      }
      errors++
    }
    if (!(data24 === 'reject_record' || data24 === 'skip_attribute')) {
      const err39 = {
        instancePath: instancePath + '/invalid_values',
        schemaPath: '#/properties/invalid_values/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.invalid_values.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err39]
      } else {
        vErrors.push(err39)
      }
      errors++
    }
    let data25 = data.time_zone
    if (typeof data25 === 'string') {
      if (func2(data25) < 1) {
        const err40 = {
          instancePath: instancePath + '/time_zone',
          schemaPath: '#/properties/time_zone/minLength',
          keyword: 'minLength',
          params: { limit: 1 },
          message: 'must NOT have fewer than 1 characters',
        }
        if (vErrors === null) {
          vErrors = [err40]
        } else {
          vErrors.push(err40)
        }
        errors++
      }
    } else {
      const err41 = {
        instancePath: instancePath + '/time_zone',
        schemaPath: '#/properties/time_zone/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err41]
      } else {
        vErrors.push(err41)
      }
      errors++
    }
    let data26 = data.dates_as
    if (typeof data26 !== 'string') {
      const err42 = {
        instancePath: instancePath + '/dates_as',
        schemaPath: '#/properties/dates_as/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err42]
      } else {
        vErrors.push(err42)
      }
      errors++
    }
    if (!(data26 === 'timestamp' || data26 === 'text')) {
      const err43 = {
        instancePath: instancePath + '/dates_as',
        schemaPath: '#/properties/dates_as/enum',
        keyword: 'enum',
        params: { allowedValues: schema11.properties.dates_as.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err43]
      } else {
        vErrors.push(err43)
      }
      errors++
    }
    if (typeof data.trim_identifiers !== 'boolean') {
      const err44 = {
        instancePath: instancePath + '/trim_identifiers',
        schemaPath: '#/properties/trim_identifiers/type',
        keyword: 'type',
        params: { type: 'boolean' },
        message: 'must be boolean',
      }
      if (vErrors === null) {
        vErrors = [err44]
      } else {
        vErrors.push(err44)
      }
      errors++
    }
    let data28 = data.identity
    if (data28 && typeof data28 == 'object' && !Array.isArray(data28)) {
      if (data28.normalize_email === undefined) {
        data28.normalize_email = true
      }
      if (data28.conflicts === undefined) {
        data28.conflicts = 'reject_record'
      }
      if (typeof data28.normalize_email !== 'boolean') {
        const err45 = {
          instancePath: instancePath + '/identity/normalize_email',
          schemaPath: '#/properties/identity/properties/normalize_email/type',
          keyword: 'type',
          params: { type: 'boolean' },
          message: 'must be boolean',
        }
        if (vErrors === null) {
          vErrors = [err45]
        } else {
          vErrors.push(err45)
        }
        errors++
      }
      let data30 = data28.conflicts
      if (typeof data30 !== 'string') {
        const err46 = {
          instancePath: instancePath + '/identity/conflicts',
          schemaPath: '#/properties/identity/properties/conflicts/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err46]
        } else {
          vErrors.push(err46)
        }
        errors++
      }
      if (!(data30 === 'reject_record' || data30 === 'warn' || data30 === 'ignore')) {
        const err47 = {
          instancePath: instancePath + '/identity/conflicts',
          schemaPath: '#/properties/identity/properties/conflicts/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.identity.properties.conflicts.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err47]
        } else {
          vErrors.push(err47)
        }
        errors++
      }
    } else {
      const err48 = {
        instancePath: instancePath + '/identity',
        schemaPath: '#/properties/identity/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err48]
      } else {
        vErrors.push(err48)
      }
      errors++
    }
    let data31 = data.events
    if (data31 && typeof data31 == 'object' && !Array.isArray(data31)) {
      if (data31.missing_id === undefined) {
        data31.missing_id = 'reject_record'
      }
      if (data31.missing_timestamp === undefined) {
        data31.missing_timestamp = 'reject_record'
      }
      if (data31.live_hours === undefined) {
        data31.live_hours = 72
      }
      if (data31.stale === undefined) {
        data31.stale = 'send'
      }
      if (data31.rename_suffix === undefined) {
        data31.rename_suffix = '_historical'
      }
      if (data31.max_future_minutes === undefined) {
        data31.max_future_minutes = 60
      }
      if (data31.keep_ulids === undefined) {
        data31.keep_ulids = false
      }
      let data32 = data31.missing_id
      if (typeof data32 !== 'string') {
        const err49 = {
          instancePath: instancePath + '/events/missing_id',
          schemaPath: '#/properties/events/properties/missing_id/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err49]
        } else {
          vErrors.push(err49)
        }
        errors++
      }
      if (!(data32 === 'reject_record' || data32 === 'send_without')) {
        const err50 = {
          instancePath: instancePath + '/events/missing_id',
          schemaPath: '#/properties/events/properties/missing_id/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.events.properties.missing_id.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err50]
        } else {
          vErrors.push(err50)
        }
        errors++
      }
      let data33 = data31.missing_timestamp
      if (typeof data33 !== 'string') {
        const err51 = {
          instancePath: instancePath + '/events/missing_timestamp',
          schemaPath: '#/properties/events/properties/missing_timestamp/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err51]
        } else {
          vErrors.push(err51)
        }
        errors++
      }
      if (!(data33 === 'reject_record' || data33 === 'use_emitted_at')) {
        const err52 = {
          instancePath: instancePath + '/events/missing_timestamp',
          schemaPath: '#/properties/events/properties/missing_timestamp/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.events.properties.missing_timestamp.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err52]
        } else {
          vErrors.push(err52)
        }
        errors++
      }
      let data34 = data31.live_hours
      if (typeof data34 == 'number') {
        if (data34 < 0 || isNaN(data34)) {
          const err53 = {
            instancePath: instancePath + '/events/live_hours',
            schemaPath: '#/properties/events/properties/live_hours/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err53]
          } else {
            vErrors.push(err53)
          }
          errors++
        }
      } else {
        const err54 = {
          instancePath: instancePath + '/events/live_hours',
          schemaPath: '#/properties/events/properties/live_hours/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
        }
        if (vErrors === null) {
          vErrors = [err54]
        } else {
          vErrors.push(err54)
        }
        errors++
      }
      let data35 = data31.stale
      if (typeof data35 !== 'string') {
        const err55 = {
          instancePath: instancePath + '/events/stale',
          schemaPath: '#/properties/events/properties/stale/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err55]
        } else {
          vErrors.push(err55)
        }
        errors++
      }
      if (!(data35 === 'send' || data35 === 'skip' || data35 === 'reject_record' || data35 === 'rename')) {
        const err56 = {
          instancePath: instancePath + '/events/stale',
          schemaPath: '#/properties/events/properties/stale/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.events.properties.stale.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err56]
        } else {
          vErrors.push(err56)
        }
        errors++
      }
      if (typeof data31.rename_suffix !== 'string') {
        const err57 = {
          instancePath: instancePath + '/events/rename_suffix',
          schemaPath: '#/properties/events/properties/rename_suffix/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err57]
        } else {
          vErrors.push(err57)
        }
        errors++
      }
      let data37 = data31.max_future_minutes
      if (typeof data37 == 'number') {
        if (data37 < 0 || isNaN(data37)) {
          const err58 = {
            instancePath: instancePath + '/events/max_future_minutes',
            schemaPath: '#/properties/events/properties/max_future_minutes/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err58]
          } else {
            vErrors.push(err58)
          }
          errors++
        }
      } else {
        const err59 = {
          instancePath: instancePath + '/events/max_future_minutes',
          schemaPath: '#/properties/events/properties/max_future_minutes/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
        }
        if (vErrors === null) {
          vErrors = [err59]
        } else {
          vErrors.push(err59)
        }
        errors++
      }
      if (data31.max_live_events !== undefined) {
        let data38 = data31.max_live_events
        if (!(typeof data38 == 'number' && !(data38 % 1) && !isNaN(data38))) {
          const err60 = {
            instancePath: instancePath + '/events/max_live_events',
            schemaPath: '#/properties/events/properties/max_live_events/type',
            keyword: 'type',
            params: { type: 'integer' },
            message: 'must be integer',
          }
          if (vErrors === null) {
            vErrors = [err60]
          } else {
            vErrors.push(err60)
          }
          errors++
        }
        if (typeof data38 == 'number') {
          if (data38 < 0 || isNaN(data38)) {
            const err61 = {
              instancePath: instancePath + '/events/max_live_events',
              schemaPath: '#/properties/events/properties/max_live_events/minimum',
              keyword: 'minimum',
              params: { comparison: '>=', limit: 0 },
              message: 'must be >= 0',
            }
            if (vErrors === null) {
              vErrors = [err61]
            } else {
              vErrors.push(err61)
            }
            errors++
          }
        }
      }
      if (typeof data31.keep_ulids !== 'boolean') {
        const err62 = {
          instancePath: instancePath + '/events/keep_ulids',
          schemaPath: '#/properties/events/properties/keep_ulids/type',
          keyword: 'type',
          params: { type: 'boolean' },
          message: 'must be boolean',
        }
        if (vErrors === null) {
          vErrors = [err62]
        } else {
          vErrors.push(err62)
        }
        errors++
      }
    } else {
      const err63 = {
        instancePath: instancePath + '/events',
        schemaPath: '#/properties/events/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err63]
      } else {
        vErrors.push(err63)
      }
      errors++
    }
    let data40 = data.delivery
    if (data40 && typeof data40 == 'object' && !Array.isArray(data40)) {
      if (data40.requests_per_second === undefined) {
        data40.requests_per_second = 100
      }
      if (data40.max_in_flight === undefined) {
        data40.max_in_flight = 16
      }
      if (data40.max_retry_minutes === undefined) {
        data40.max_retry_minutes = 30
      }
      if (data40.flush_seconds === undefined) {
        data40.flush_seconds = 5
      }
      let data41 = data40.requests_per_second
      if (typeof data41 == 'number') {
        if (data41 <= 0 || isNaN(data41)) {
          const err64 = {
            instancePath: instancePath + '/delivery/requests_per_second',
            schemaPath: '#/properties/delivery/properties/requests_per_second/exclusiveMinimum',
            keyword: 'exclusiveMinimum',
            params: { comparison: '>', limit: 0 },
            message: 'must be > 0',
          }
          if (vErrors === null) {
            vErrors = [err64]
          } else {
            vErrors.push(err64)
          }
          errors++
        }
      } else {
        const err65 = {
          instancePath: instancePath + '/delivery/requests_per_second',
          schemaPath: '#/properties/delivery/properties/requests_per_second/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
        }
        if (vErrors === null) {
          vErrors = [err65]
        } else {
          vErrors.push(err65)
        }
        errors++
      }
      let data42 = data40.max_in_flight
      if (!(typeof data42 == 'number' && !(data42 % 1) && !isNaN(data42))) {
        const err66 = {
          instancePath: instancePath + '/delivery/max_in_flight',
          schemaPath: '#/properties/delivery/properties/max_in_flight/type',
          keyword: 'type',
          params: { type: 'integer' },
          message: 'must be integer',
        }
        if (vErrors === null) {
          vErrors = [err66]
        } else {
          vErrors.push(err66)
        }
        errors++
      }
      if (typeof data42 == 'number') {
        if (data42 > 256 || isNaN(data42)) {
          const err67 = {
            instancePath: instancePath + '/delivery/max_in_flight',
            schemaPath: '#/properties/delivery/properties/max_in_flight/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 256 },
            message: 'must be <= 256',
          }
          if (vErrors === null) {
            vErrors = [err67]
          } else {
            vErrors.push(err67)
          }
          errors++
        }
        if (data42 < 1 || isNaN(data42)) {
          const err68 = {
            instancePath: instancePath + '/delivery/max_in_flight',
            schemaPath: '#/properties/delivery/properties/max_in_flight/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 1 },
            message: 'must be >= 1',
          }
          if (vErrors === null) {
            vErrors = [err68]
          } else {
            vErrors.push(err68)
          }
          errors++
        }
      }
      let data43 = data40.max_retry_minutes
      if (typeof data43 == 'number') {
        if (data43 < 0 || isNaN(data43)) {
          const err69 = {
            instancePath: instancePath + '/delivery/max_retry_minutes',
            schemaPath: '#/properties/delivery/properties/max_retry_minutes/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err69]
          } else {
            vErrors.push(err69)
          }
          errors++
        }
      } else {
        const err70 = {
          instancePath: instancePath + '/delivery/max_retry_minutes',
          schemaPath: '#/properties/delivery/properties/max_retry_minutes/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
        }
        if (vErrors === null) {
          vErrors = [err70]
        } else {
          vErrors.push(err70)
        }
        errors++
      }
      let data44 = data40.flush_seconds
      if (typeof data44 == 'number') {
        if (data44 > 3600 || isNaN(data44)) {
          const err71 = {
            instancePath: instancePath + '/delivery/flush_seconds',
            schemaPath: '#/properties/delivery/properties/flush_seconds/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 3600 },
            message: 'must be <= 3600',
          }
          if (vErrors === null) {
            vErrors = [err71]
          } else {
            vErrors.push(err71)
          }
          errors++
        }
        if (data44 <= 0 || isNaN(data44)) {
          const err72 = {
            instancePath: instancePath + '/delivery/flush_seconds',
            schemaPath: '#/properties/delivery/properties/flush_seconds/exclusiveMinimum',
            keyword: 'exclusiveMinimum',
            params: { comparison: '>', limit: 0 },
            message: 'must be > 0',
          }
          if (vErrors === null) {
            vErrors = [err72]
          } else {
            vErrors.push(err72)
          }
          errors++
        }
      } else {
        const err73 = {
          instancePath: instancePath + '/delivery/flush_seconds',
          schemaPath: '#/properties/delivery/properties/flush_seconds/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
        }
        if (vErrors === null) {
          vErrors = [err73]
        } else {
          vErrors.push(err73)
        }
        errors++
      }
    } else {
      const err74 = {
        instancePath: instancePath + '/delivery',
        schemaPath: '#/properties/delivery/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err74]
      } else {
        vErrors.push(err74)
      }
      errors++
    }
    let data45 = data.guards
    if (data45 && typeof data45 == 'object' && !Array.isArray(data45)) {
      if (data45.max_rejected_percent === undefined) {
        data45.max_rejected_percent = 50
      }
      if (data45.max_null_percent === undefined) {
        data45.max_null_percent = []
      }
      if (data45.max_deletes === undefined) {
        data45.max_deletes = 1000
      }
      let data46 = data45.max_rejected_percent
      if (typeof data46 == 'number') {
        if (data46 > 100 || isNaN(data46)) {
          const err75 = {
            instancePath: instancePath + '/guards/max_rejected_percent',
            schemaPath: '#/properties/guards/properties/max_rejected_percent/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 100 },
            message: 'must be <= 100',
          }
          if (vErrors === null) {
            vErrors = [err75]
          } else {
            vErrors.push(err75)
          }
          errors++
        }
        if (data46 < 0 || isNaN(data46)) {
          const err76 = {
            instancePath: instancePath + '/guards/max_rejected_percent',
            schemaPath: '#/properties/guards/properties/max_rejected_percent/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err76]
          } else {
            vErrors.push(err76)
          }
          errors++
        }
      } else {
        const err77 = {
          instancePath: instancePath + '/guards/max_rejected_percent',
          schemaPath: '#/properties/guards/properties/max_rejected_percent/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
        }
        if (vErrors === null) {
          vErrors = [err77]
        } else {
          vErrors.push(err77)
        }
        errors++
      }
      if (data45.max_people !== undefined) {
        let data47 = data45.max_people
        if (!(typeof data47 == 'number' && !(data47 % 1) && !isNaN(data47))) {
          const err78 = {
            instancePath: instancePath + '/guards/max_people',
            schemaPath: '#/properties/guards/properties/max_people/type',
            keyword: 'type',
            params: { type: 'integer' },
            message: 'must be integer',
          }
          if (vErrors === null) {
            vErrors = [err78]
          } else {
            vErrors.push(err78)
          }
          errors++
        }
        if (typeof data47 == 'number') {
          if (data47 < 0 || isNaN(data47)) {
            const err79 = {
              instancePath: instancePath + '/guards/max_people',
              schemaPath: '#/properties/guards/properties/max_people/minimum',
              keyword: 'minimum',
              params: { comparison: '>=', limit: 0 },
              message: 'must be >= 0',
            }
            if (vErrors === null) {
              vErrors = [err79]
            } else {
              vErrors.push(err79)
            }
            errors++
          }
        }
      }
      let data48 = data45.max_null_percent
      if (Array.isArray(data48)) {
        const len2 = data48.length
        for (let i2 = 0; i2 < len2; i2++) {
          let data49 = data48[i2]
          if (data49 && typeof data49 == 'object' && !Array.isArray(data49)) {
            if (data49.attribute === undefined) {
              const err80 = {
                instancePath: instancePath + '/guards/max_null_percent/' + i2,
                schemaPath: '#/properties/guards/properties/max_null_percent/items/required',
                keyword: 'required',
                params: { missingProperty: 'attribute' },
                message: "must have required property '" + 'attribute' + "'",
              }
              if (vErrors === null) {
                vErrors = [err80]
              } else {
                vErrors.push(err80)
              }
              errors++
            }
            if (data49.percent === undefined) {
              const err81 = {
                instancePath: instancePath + '/guards/max_null_percent/' + i2,
                schemaPath: '#/properties/guards/properties/max_null_percent/items/required',
                keyword: 'required',
                params: { missingProperty: 'percent' },
                message: "must have required property '" + 'percent' + "'",
              }
              if (vErrors === null) {
                vErrors = [err81]
              } else {
                vErrors.push(err81)
              }
              errors++
            }
            if (data49.attribute !== undefined) {
              let data50 = data49.attribute
              if (typeof data50 === 'string') {
                if (func2(data50) < 1) {
                  const err82 = {
                    instancePath: instancePath + '/guards/max_null_percent/' + i2 + '/attribute',
                    schemaPath: '#/properties/guards/properties/max_null_percent/items/properties/attribute/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err82]
                  } else {
                    vErrors.push(err82)
                  }
                  errors++
                }
              } else {
                const err83 = {
                  instancePath: instancePath + '/guards/max_null_percent/' + i2 + '/attribute',
                  schemaPath: '#/properties/guards/properties/max_null_percent/items/properties/attribute/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err83]
                } else {
                  vErrors.push(err83)
                }
                errors++
              }
            }
            if (data49.percent !== undefined) {
              let data51 = data49.percent
              if (typeof data51 == 'number') {
                if (data51 > 100 || isNaN(data51)) {
                  const err84 = {
                    instancePath: instancePath + '/guards/max_null_percent/' + i2 + '/percent',
                    schemaPath: '#/properties/guards/properties/max_null_percent/items/properties/percent/maximum',
                    keyword: 'maximum',
                    params: { comparison: '<=', limit: 100 },
                    message: 'must be <= 100',
                  }
                  if (vErrors === null) {
                    vErrors = [err84]
                  } else {
                    vErrors.push(err84)
                  }
                  errors++
                }
                if (data51 < 0 || isNaN(data51)) {
                  const err85 = {
                    instancePath: instancePath + '/guards/max_null_percent/' + i2 + '/percent',
                    schemaPath: '#/properties/guards/properties/max_null_percent/items/properties/percent/minimum',
                    keyword: 'minimum',
                    params: { comparison: '>=', limit: 0 },
                    message: 'must be >= 0',
                  }
                  if (vErrors === null) {
                    vErrors = [err85]
                  } else {
                    vErrors.push(err85)
                  }
                  errors++
                }
              } else {
                const err86 = {
                  instancePath: instancePath + '/guards/max_null_percent/' + i2 + '/percent',
                  schemaPath: '#/properties/guards/properties/max_null_percent/items/properties/percent/type',
                  keyword: 'type',
                  params: { type: 'number' },
                  message: 'must be number',
                }
                if (vErrors === null) {
                  vErrors = [err86]
                } else {
                  vErrors.push(err86)
                }
                errors++
              }
            }
          } else {
            const err87 = {
              instancePath: instancePath + '/guards/max_null_percent/' + i2,
              schemaPath: '#/properties/guards/properties/max_null_percent/items/type',
              keyword: 'type',
              params: { type: 'object' },
              message: 'must be object',
            }
            if (vErrors === null) {
              vErrors = [err87]
            } else {
              vErrors.push(err87)
            }
            errors++
          }
        }
      } else {
        const err88 = {
          instancePath: instancePath + '/guards/max_null_percent',
          schemaPath: '#/properties/guards/properties/max_null_percent/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        }
        if (vErrors === null) {
          vErrors = [err88]
        } else {
          vErrors.push(err88)
        }
        errors++
      }
      let data52 = data45.max_deletes
      if (!(typeof data52 == 'number' && !(data52 % 1) && !isNaN(data52))) {
        const err89 = {
          instancePath: instancePath + '/guards/max_deletes',
          schemaPath: '#/properties/guards/properties/max_deletes/type',
          keyword: 'type',
          params: { type: 'integer' },
          message: 'must be integer',
        }
        if (vErrors === null) {
          vErrors = [err89]
        } else {
          vErrors.push(err89)
        }
        errors++
      }
      if (typeof data52 == 'number') {
        if (data52 < 0 || isNaN(data52)) {
          const err90 = {
            instancePath: instancePath + '/guards/max_deletes',
            schemaPath: '#/properties/guards/properties/max_deletes/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err90]
          } else {
            vErrors.push(err90)
          }
          errors++
        }
      }
      if (data45.hold_folder !== undefined) {
        let data53 = data45.hold_folder
        if (typeof data53 === 'string') {
          if (func2(data53) < 1) {
            const err91 = {
              instancePath: instancePath + '/guards/hold_folder',
              schemaPath: '#/properties/guards/properties/hold_folder/minLength',
              keyword: 'minLength',
              params: { limit: 1 },
              message: 'must NOT have fewer than 1 characters',
            }
            if (vErrors === null) {
              vErrors = [err91]
            } else {
              vErrors.push(err91)
            }
            errors++
          }
        } else {
          const err92 = {
            instancePath: instancePath + '/guards/hold_folder',
            schemaPath: '#/properties/guards/properties/hold_folder/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err92]
          } else {
            vErrors.push(err92)
          }
          errors++
        }
      }
    } else {
      const err93 = {
        instancePath: instancePath + '/guards',
        schemaPath: '#/properties/guards/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err93]
      } else {
        vErrors.push(err93)
      }
      errors++
    }
    let data54 = data.test_cohort
    if (Array.isArray(data54)) {
      const len3 = data54.length
      for (let i3 = 0; i3 < len3; i3++) {
        let data55 = data54[i3]
        if (typeof data55 === 'string') {
          if (func2(data55) < 1) {
            const err94 = {
              instancePath: instancePath + '/test_cohort/' + i3,
              schemaPath: '#/properties/test_cohort/items/minLength',
              keyword: 'minLength',
              params: { limit: 1 },
              message: 'must NOT have fewer than 1 characters',
            }
            if (vErrors === null) {
              vErrors = [err94]
            } else {
              vErrors.push(err94)
            }
            errors++
          }
        } else {
          const err95 = {
            instancePath: instancePath + '/test_cohort/' + i3,
            schemaPath: '#/properties/test_cohort/items/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err95]
          } else {
            vErrors.push(err95)
          }
          errors++
        }
      }
    } else {
      const err96 = {
        instancePath: instancePath + '/test_cohort',
        schemaPath: '#/properties/test_cohort/type',
        keyword: 'type',
        params: { type: 'array' },
        message: 'must be array',
      }
      if (vErrors === null) {
        vErrors = [err96]
      } else {
        vErrors.push(err96)
      }
      errors++
    }
    let data56 = data.object_storage_config
    if (!(data56 && typeof data56 == 'object' && !Array.isArray(data56))) {
      const err97 = {
        instancePath: instancePath + '/object_storage_config',
        schemaPath: '#/properties/object_storage_config/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err97]
      } else {
        vErrors.push(err97)
      }
      errors++
    }
    let data57 = data.endpoints
    if (data57 && typeof data57 == 'object' && !Array.isArray(data57)) {
      if (data57.track_url !== undefined) {
        if (!(typeof data57.track_url === 'string')) {
          const err98 = {
            instancePath: instancePath + '/endpoints/track_url',
            schemaPath: '#/properties/endpoints/properties/track_url/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err98]
          } else {
            vErrors.push(err98)
          }
          errors++
        }
      }
      if (data57.app_url !== undefined) {
        if (!(typeof data57.app_url === 'string')) {
          const err99 = {
            instancePath: instancePath + '/endpoints/app_url',
            schemaPath: '#/properties/endpoints/properties/app_url/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err99]
          } else {
            vErrors.push(err99)
          }
          errors++
        }
      }
    } else {
      const err100 = {
        instancePath: instancePath + '/endpoints',
        schemaPath: '#/properties/endpoints/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err100]
      } else {
        vErrors.push(err100)
      }
      errors++
    }
    if (data.identifierType !== undefined) {
      let data60 = data.identifierType
      if (typeof data60 !== 'string') {
        const err101 = {
          instancePath: instancePath + '/identifierType',
          schemaPath: '#/properties/identifierType/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err101]
        } else {
          vErrors.push(err101)
        }
        errors++
      }
      if (!(data60 === 'email' || data60 === 'id' || data60 === 'cio_id')) {
        const err102 = {
          instancePath: instancePath + '/identifierType',
          schemaPath: '#/properties/identifierType/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.identifierType.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err102]
        } else {
          vErrors.push(err102)
        }
        errors++
      }
    }
  } else {
    const err103 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err103]
    } else {
      vErrors.push(err103)
    }
    errors++
  }
  validate10.errors = vErrors
  return errors === 0
}
const STREAM_RULES_0 = validate11
const schema12 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'person', default: 'person' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['upsert', 'update', 'delete'], default: 'upsert' },
    id_column: { type: 'string', minLength: 1 },
    email_column: { type: 'string', minLength: 1 },
    phone_column: { type: 'string', minLength: 1 },
    cio_id_column: { type: 'string', minLength: 1 },
    anonymous_id_column: { type: 'string', minLength: 1 },
    missing_identifier: { type: 'string', enum: ['reject_record', 'next_column'], default: 'reject_record' },
    timestamp_column: { type: 'string', minLength: 1 },
    columns: {
      type: 'object',
      properties: {
        include: { type: 'array', items: { type: 'string', minLength: 1 } },
        exclude: { type: 'array', items: { type: 'string', minLength: 1 } },
        rename: {
          type: 'array',
          items: {
            type: 'object',
            required: ['from', 'to'],
            properties: { from: { type: 'string', minLength: 1 }, to: { type: 'string', minLength: 1 } },
          },
        },
        name_style: { type: 'string', enum: ['auto', 'keep', 'lower', 'snake'], default: 'auto' },
      },
    },
  },
}
function validate11(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'person'
    }
    if (data.operation === undefined) {
      data.operation = 'upsert'
    }
    if (data.missing_identifier === undefined) {
      data.missing_identifier = 'reject_record'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('person' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'person' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'upsert' || data3 === 'update' || data3 === 'delete')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema12.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.id_column !== undefined) {
      let data4 = data.id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/id_column',
            schemaPath: '#/properties/id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/id_column',
          schemaPath: '#/properties/id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.email_column !== undefined) {
      let data5 = data.email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/email_column',
            schemaPath: '#/properties/email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/email_column',
          schemaPath: '#/properties/email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.phone_column !== undefined) {
      let data6 = data.phone_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/phone_column',
            schemaPath: '#/properties/phone_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/phone_column',
          schemaPath: '#/properties/phone_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.cio_id_column !== undefined) {
      let data7 = data.cio_id_column
      if (typeof data7 === 'string') {
        if (func2(data7) < 1) {
          const err16 = {
            instancePath: instancePath + '/cio_id_column',
            schemaPath: '#/properties/cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
      } else {
        const err17 = {
          instancePath: instancePath + '/cio_id_column',
          schemaPath: '#/properties/cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err17]
        } else {
          vErrors.push(err17)
        }
        errors++
      }
    }
    if (data.anonymous_id_column !== undefined) {
      let data8 = data.anonymous_id_column
      if (typeof data8 === 'string') {
        if (func2(data8) < 1) {
          const err18 = {
            instancePath: instancePath + '/anonymous_id_column',
            schemaPath: '#/properties/anonymous_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err18]
          } else {
            vErrors.push(err18)
          }
          errors++
        }
      } else {
        const err19 = {
          instancePath: instancePath + '/anonymous_id_column',
          schemaPath: '#/properties/anonymous_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err19]
        } else {
          vErrors.push(err19)
        }
        errors++
      }
    }
    let data9 = data.missing_identifier
    if (typeof data9 !== 'string') {
      const err20 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err20]
      } else {
        vErrors.push(err20)
      }
      errors++
    }
    if (!(data9 === 'reject_record' || data9 === 'next_column')) {
      const err21 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/enum',
        keyword: 'enum',
        params: { allowedValues: schema12.properties.missing_identifier.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err21]
      } else {
        vErrors.push(err21)
      }
      errors++
    }
    if (data.timestamp_column !== undefined) {
      let data10 = data.timestamp_column
      if (typeof data10 === 'string') {
        if (func2(data10) < 1) {
          const err22 = {
            instancePath: instancePath + '/timestamp_column',
            schemaPath: '#/properties/timestamp_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err22]
          } else {
            vErrors.push(err22)
          }
          errors++
        }
      } else {
        const err23 = {
          instancePath: instancePath + '/timestamp_column',
          schemaPath: '#/properties/timestamp_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err23]
        } else {
          vErrors.push(err23)
        }
        errors++
      }
    }
    if (data.columns !== undefined) {
      let data11 = data.columns
      if (data11 && typeof data11 == 'object' && !Array.isArray(data11)) {
        if (data11.name_style === undefined) {
          data11.name_style = 'auto'
        }
        if (data11.include !== undefined) {
          let data12 = data11.include
          if (Array.isArray(data12)) {
            const len0 = data12.length
            for (let i0 = 0; i0 < len0; i0++) {
              let data13 = data12[i0]
              if (typeof data13 === 'string') {
                if (func2(data13) < 1) {
                  const err24 = {
                    instancePath: instancePath + '/columns/include/' + i0,
                    schemaPath: '#/properties/columns/properties/include/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err24]
                  } else {
                    vErrors.push(err24)
                  }
                  errors++
                }
              } else {
                const err25 = {
                  instancePath: instancePath + '/columns/include/' + i0,
                  schemaPath: '#/properties/columns/properties/include/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err25]
                } else {
                  vErrors.push(err25)
                }
                errors++
              }
            }
          } else {
            const err26 = {
              instancePath: instancePath + '/columns/include',
              schemaPath: '#/properties/columns/properties/include/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err26]
            } else {
              vErrors.push(err26)
            }
            errors++
          }
        }
        if (data11.exclude !== undefined) {
          let data14 = data11.exclude
          if (Array.isArray(data14)) {
            const len1 = data14.length
            for (let i1 = 0; i1 < len1; i1++) {
              let data15 = data14[i1]
              if (typeof data15 === 'string') {
                if (func2(data15) < 1) {
                  const err27 = {
                    instancePath: instancePath + '/columns/exclude/' + i1,
                    schemaPath: '#/properties/columns/properties/exclude/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err27]
                  } else {
                    vErrors.push(err27)
                  }
                  errors++
                }
              } else {
                const err28 = {
                  instancePath: instancePath + '/columns/exclude/' + i1,
                  schemaPath: '#/properties/columns/properties/exclude/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err28]
                } else {
                  vErrors.push(err28)
                }
                errors++
              }
            }
          } else {
            const err29 = {
              instancePath: instancePath + '/columns/exclude',
              schemaPath: '#/properties/columns/properties/exclude/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err29]
            } else {
              vErrors.push(err29)
            }
            errors++
          }
        }
        if (data11.rename !== undefined) {
          let data16 = data11.rename
          if (Array.isArray(data16)) {
            const len2 = data16.length
            for (let i2 = 0; i2 < len2; i2++) {
              let data17 = data16[i2]
              if (data17 && typeof data17 == 'object' && !Array.isArray(data17)) {
                if (data17.from === undefined) {
                  const err30 = {
                    instancePath: instancePath + '/columns/rename/' + i2,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'from' },
                    message: "must have required property '" + 'from' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err30]
                  } else {
                    vErrors.push(err30)
                  }
                  errors++
                }
                if (data17.to === undefined) {
                  const err31 = {
                    instancePath: instancePath + '/columns/rename/' + i2,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'to' },
                    message: "must have required property '" + 'to' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err31]
                  } else {
                    vErrors.push(err31)
                  }
                  errors++
                }
                if (data17.from !== undefined) {
                  let data18 = data17.from
                  if (typeof data18 === 'string') {
                    if (func2(data18) < 1) {
                      const err32 = {
                        instancePath: instancePath + '/columns/rename/' + i2 + '/from',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/from/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err32]
                      } else {
                        vErrors.push(err32)
                      }
                      errors++
                    }
                  } else {
                    const err33 = {
                      instancePath: instancePath + '/columns/rename/' + i2 + '/from',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/from/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err33]
                    } else {
                      vErrors.push(err33)
                    }
                    errors++
                  }
                }
                if (data17.to !== undefined) {
                  let data19 = data17.to
                  if (typeof data19 === 'string') {
                    if (func2(data19) < 1) {
                      const err34 = {
                        instancePath: instancePath + '/columns/rename/' + i2 + '/to',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/to/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err34]
                      } else {
                        vErrors.push(err34)
                      }
                      errors++
                    }
                  } else {
                    const err35 = {
                      instancePath: instancePath + '/columns/rename/' + i2 + '/to',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/to/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err35]
                    } else {
                      vErrors.push(err35)
                    }
                    errors++
                  }
                }
              } else {
                const err36 = {
                  instancePath: instancePath + '/columns/rename/' + i2,
                  schemaPath: '#/properties/columns/properties/rename/items/type',
                  keyword: 'type',
                  params: { type: 'object' },
                  message: 'must be object',
                }
                if (vErrors === null) {
                  vErrors = [err36]
                } else {
                  vErrors.push(err36)
                }
                errors++
              }
            }
          } else {
            const err37 = {
              instancePath: instancePath + '/columns/rename',
              schemaPath: '#/properties/columns/properties/rename/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err37]
            } else {
              vErrors.push(err37)
            }
            errors++
          }
        }
        let data20 = data11.name_style
        if (typeof data20 !== 'string') {
          const err38 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err38]
          } else {
            vErrors.push(err38)
          }
          errors++
        }
        if (!(data20 === 'auto' || data20 === 'keep' || data20 === 'lower' || data20 === 'snake')) {
          const err39 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/enum',
            keyword: 'enum',
            params: { allowedValues: schema12.properties.columns.properties.name_style.enum },
            message: 'must be equal to one of the allowed values',
          }
          if (vErrors === null) {
            vErrors = [err39]
          } else {
            vErrors.push(err39)
          }
          errors++
        }
      } else {
        const err40 = {
          instancePath: instancePath + '/columns',
          schemaPath: '#/properties/columns/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err40]
        } else {
          vErrors.push(err40)
        }
        errors++
      }
    }
  }
  validate11.errors = vErrors
  return errors === 0
}
const STREAM_RULES_1 = validate12
const schema13 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'event', default: 'event' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['insert'], default: 'insert' },
    id_column: { type: 'string', minLength: 1 },
    email_column: { type: 'string', minLength: 1 },
    phone_column: { type: 'string', minLength: 1 },
    cio_id_column: { type: 'string', minLength: 1 },
    anonymous_id_column: { type: 'string', minLength: 1 },
    missing_identifier: { type: 'string', enum: ['reject_record', 'next_column'], default: 'reject_record' },
    event_name: { type: 'string', minLength: 1, maxLength: 100 },
    event_name_column: { type: 'string', minLength: 1 },
    timestamp_column: { type: 'string', minLength: 1 },
    event_type: { type: 'string', minLength: 1, enum: ['event', 'page', 'screen'] },
    event_id_columns: { type: 'array', items: { type: 'string', minLength: 1 } },
    event_id_scope: { type: 'string', default: '' },
    columns: {
      type: 'object',
      properties: {
        include: { type: 'array', items: { type: 'string', minLength: 1 } },
        exclude: { type: 'array', items: { type: 'string', minLength: 1 } },
        rename: {
          type: 'array',
          items: {
            type: 'object',
            required: ['from', 'to'],
            properties: { from: { type: 'string', minLength: 1 }, to: { type: 'string', minLength: 1 } },
          },
        },
        name_style: { type: 'string', enum: ['auto', 'keep', 'lower', 'snake'], default: 'auto' },
      },
    },
  },
}
function validate12(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'event'
    }
    if (data.operation === undefined) {
      data.operation = 'insert'
    }
    if (data.missing_identifier === undefined) {
      data.missing_identifier = 'reject_record'
    }
    if (data.event_id_scope === undefined) {
      data.event_id_scope = ''
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('event' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'event' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'insert')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema13.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.id_column !== undefined) {
      let data4 = data.id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/id_column',
            schemaPath: '#/properties/id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/id_column',
          schemaPath: '#/properties/id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.email_column !== undefined) {
      let data5 = data.email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/email_column',
            schemaPath: '#/properties/email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/email_column',
          schemaPath: '#/properties/email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.phone_column !== undefined) {
      let data6 = data.phone_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/phone_column',
            schemaPath: '#/properties/phone_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/phone_column',
          schemaPath: '#/properties/phone_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.cio_id_column !== undefined) {
      let data7 = data.cio_id_column
      if (typeof data7 === 'string') {
        if (func2(data7) < 1) {
          const err16 = {
            instancePath: instancePath + '/cio_id_column',
            schemaPath: '#/properties/cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
      } else {
        const err17 = {
          instancePath: instancePath + '/cio_id_column',
          schemaPath: '#/properties/cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err17]
        } else {
          vErrors.push(err17)
        }
        errors++
      }
    }
    if (data.anonymous_id_column !== undefined) {
      let data8 = data.anonymous_id_column
      if (typeof data8 === 'string') {
        if (func2(data8) < 1) {
          const err18 = {
            instancePath: instancePath + '/anonymous_id_column',
            schemaPath: '#/properties/anonymous_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err18]
          } else {
            vErrors.push(err18)
          }
          errors++
        }
      } else {
        const err19 = {
          instancePath: instancePath + '/anonymous_id_column',
          schemaPath: '#/properties/anonymous_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err19]
        } else {
          vErrors.push(err19)
        }
        errors++
      }
    }
    let data9 = data.missing_identifier
    if (typeof data9 !== 'string') {
      const err20 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err20]
      } else {
        vErrors.push(err20)
      }
      errors++
    }
    if (!(data9 === 'reject_record' || data9 === 'next_column')) {
      const err21 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/enum',
        keyword: 'enum',
        params: { allowedValues: schema13.properties.missing_identifier.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err21]
      } else {
        vErrors.push(err21)
      }
      errors++
    }
    if (data.event_name !== undefined) {
      let data10 = data.event_name
      if (typeof data10 === 'string') {
        if (func2(data10) > 100) {
          const err22 = {
            instancePath: instancePath + '/event_name',
            schemaPath: '#/properties/event_name/maxLength',
            keyword: 'maxLength',
            params: { limit: 100 },
            message: 'must NOT have more than 100 characters',
          }
          if (vErrors === null) {
            vErrors = [err22]
          } else {
            vErrors.push(err22)
          }
          errors++
        }
        if (func2(data10) < 1) {
          const err23 = {
            instancePath: instancePath + '/event_name',
            schemaPath: '#/properties/event_name/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err23]
          } else {
            vErrors.push(err23)
          }
          errors++
        }
      } else {
        const err24 = {
          instancePath: instancePath + '/event_name',
          schemaPath: '#/properties/event_name/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err24]
        } else {
          vErrors.push(err24)
        }
        errors++
      }
    }
    if (data.event_name_column !== undefined) {
      let data11 = data.event_name_column
      if (typeof data11 === 'string') {
        if (func2(data11) < 1) {
          const err25 = {
            instancePath: instancePath + '/event_name_column',
            schemaPath: '#/properties/event_name_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err25]
          } else {
            vErrors.push(err25)
          }
          errors++
        }
      } else {
        const err26 = {
          instancePath: instancePath + '/event_name_column',
          schemaPath: '#/properties/event_name_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err26]
        } else {
          vErrors.push(err26)
        }
        errors++
      }
    }
    if (data.timestamp_column !== undefined) {
      let data12 = data.timestamp_column
      if (typeof data12 === 'string') {
        if (func2(data12) < 1) {
          const err27 = {
            instancePath: instancePath + '/timestamp_column',
            schemaPath: '#/properties/timestamp_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err27]
          } else {
            vErrors.push(err27)
          }
          errors++
        }
      } else {
        const err28 = {
          instancePath: instancePath + '/timestamp_column',
          schemaPath: '#/properties/timestamp_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err28]
        } else {
          vErrors.push(err28)
        }
        errors++
      }
    }
    if (data.event_type !== undefined) {
      let data13 = data.event_type
      if (!(data13 === 'event' || data13 === 'page' || data13 === 'screen')) {
        const err29 = {
          instancePath: instancePath + '/event_type',
          schemaPath: '#/properties/event_type/enum',
          keyword: 'enum',
          params: { allowedValues: schema13.properties.event_type.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err29]
        } else {
          vErrors.push(err29)
        }
        errors++
      }
      if (typeof data13 === 'string') {
        if (func2(data13) < 1) {
          const err30 = {
            instancePath: instancePath + '/event_type',
            schemaPath: '#/properties/event_type/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err30]
          } else {
            vErrors.push(err30)
          }
          errors++
        }
      } else {
        const err31 = {
          instancePath: instancePath + '/event_type',
          schemaPath: '#/properties/event_type/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err31]
        } else {
          vErrors.push(err31)
        }
        errors++
      }
    }
    if (data.event_id_columns !== undefined) {
      let data14 = data.event_id_columns
      if (Array.isArray(data14)) {
        const len0 = data14.length
        for (let i0 = 0; i0 < len0; i0++) {
          let data15 = data14[i0]
          if (typeof data15 === 'string') {
            if (func2(data15) < 1) {
              const err32 = {
                instancePath: instancePath + '/event_id_columns/' + i0,
                schemaPath: '#/properties/event_id_columns/items/minLength',
                keyword: 'minLength',
                params: { limit: 1 },
                message: 'must NOT have fewer than 1 characters',
              }
              if (vErrors === null) {
                vErrors = [err32]
              } else {
                vErrors.push(err32)
              }
              errors++
            }
          } else {
            const err33 = {
              instancePath: instancePath + '/event_id_columns/' + i0,
              schemaPath: '#/properties/event_id_columns/items/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err33]
            } else {
              vErrors.push(err33)
            }
            errors++
          }
        }
      } else {
        const err34 = {
          instancePath: instancePath + '/event_id_columns',
          schemaPath: '#/properties/event_id_columns/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        }
        if (vErrors === null) {
          vErrors = [err34]
        } else {
          vErrors.push(err34)
        }
        errors++
      }
    }
    if (typeof data.event_id_scope !== 'string') {
      const err35 = {
        instancePath: instancePath + '/event_id_scope',
        schemaPath: '#/properties/event_id_scope/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err35]
      } else {
        vErrors.push(err35)
      }
      errors++
    }
    if (data.columns !== undefined) {
      let data17 = data.columns
      if (data17 && typeof data17 == 'object' && !Array.isArray(data17)) {
        if (data17.name_style === undefined) {
          data17.name_style = 'auto'
        }
        if (data17.include !== undefined) {
          let data18 = data17.include
          if (Array.isArray(data18)) {
            const len1 = data18.length
            for (let i1 = 0; i1 < len1; i1++) {
              let data19 = data18[i1]
              if (typeof data19 === 'string') {
                if (func2(data19) < 1) {
                  const err36 = {
                    instancePath: instancePath + '/columns/include/' + i1,
                    schemaPath: '#/properties/columns/properties/include/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err36]
                  } else {
                    vErrors.push(err36)
                  }
                  errors++
                }
              } else {
                const err37 = {
                  instancePath: instancePath + '/columns/include/' + i1,
                  schemaPath: '#/properties/columns/properties/include/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err37]
                } else {
                  vErrors.push(err37)
                }
                errors++
              }
            }
          } else {
            const err38 = {
              instancePath: instancePath + '/columns/include',
              schemaPath: '#/properties/columns/properties/include/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err38]
            } else {
              vErrors.push(err38)
            }
            errors++
          }
        }
        if (data17.exclude !== undefined) {
          let data20 = data17.exclude
          if (Array.isArray(data20)) {
            const len2 = data20.length
            for (let i2 = 0; i2 < len2; i2++) {
              let data21 = data20[i2]
              if (typeof data21 === 'string') {
                if (func2(data21) < 1) {
                  const err39 = {
                    instancePath: instancePath + '/columns/exclude/' + i2,
                    schemaPath: '#/properties/columns/properties/exclude/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err39]
                  } else {
                    vErrors.push(err39)
                  }
                  errors++
                }
              } else {
                const err40 = {
                  instancePath: instancePath + '/columns/exclude/' + i2,
                  schemaPath: '#/properties/columns/properties/exclude/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err40]
                } else {
                  vErrors.push(err40)
                }
                errors++
              }
            }
          } else {
            const err41 = {
              instancePath: instancePath + '/columns/exclude',
              schemaPath: '#/properties/columns/properties/exclude/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err41]
            } else {
              vErrors.push(err41)
            }
            errors++
          }
        }
        if (data17.rename !== undefined) {
          let data22 = data17.rename
          if (Array.isArray(data22)) {
            const len3 = data22.length
            for (let i3 = 0; i3 < len3; i3++) {
              let data23 = data22[i3]
              if (data23 && typeof data23 == 'object' && !Array.isArray(data23)) {
                if (data23.from === undefined) {
                  const err42 = {
                    instancePath: instancePath + '/columns/rename/' + i3,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'from' },
                    message: "must have required property '" + 'from' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err42]
                  } else {
                    vErrors.push(err42)
                  }
                  errors++
                }
                if (data23.to === undefined) {
                  const err43 = {
                    instancePath: instancePath + '/columns/rename/' + i3,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'to' },
                    message: "must have required property '" + 'to' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err43]
                  } else {
                    vErrors.push(err43)
                  }
                  errors++
                }
                if (data23.from !== undefined) {
                  let data24 = data23.from
                  if (typeof data24 === 'string') {
                    if (func2(data24) < 1) {
                      const err44 = {
                        instancePath: instancePath + '/columns/rename/' + i3 + '/from',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/from/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err44]
                      } else {
                        vErrors.push(err44)
                      }
                      errors++
                    }
                  } else {
                    const err45 = {
                      instancePath: instancePath + '/columns/rename/' + i3 + '/from',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/from/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err45]
                    } else {
                      vErrors.push(err45)
                    }
                    errors++
                  }
                }
                if (data23.to !== undefined) {
                  let data25 = data23.to
                  if (typeof data25 === 'string') {
                    if (func2(data25) < 1) {
                      const err46 = {
                        instancePath: instancePath + '/columns/rename/' + i3 + '/to',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/to/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err46]
                      } else {
                        vErrors.push(err46)
                      }
                      errors++
                    }
                  } else {
                    const err47 = {
                      instancePath: instancePath + '/columns/rename/' + i3 + '/to',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/to/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err47]
                    } else {
                      vErrors.push(err47)
                    }
                    errors++
                  }
                }
              } else {
                const err48 = {
                  instancePath: instancePath + '/columns/rename/' + i3,
                  schemaPath: '#/properties/columns/properties/rename/items/type',
                  keyword: 'type',
                  params: { type: 'object' },
                  message: 'must be object',
                }
                if (vErrors === null) {
                  vErrors = [err48]
                } else {
                  vErrors.push(err48)
                }
                errors++
              }
            }
          } else {
            const err49 = {
              instancePath: instancePath + '/columns/rename',
              schemaPath: '#/properties/columns/properties/rename/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err49]
            } else {
              vErrors.push(err49)
            }
            errors++
          }
        }
        let data26 = data17.name_style
        if (typeof data26 !== 'string') {
          const err50 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err50]
          } else {
            vErrors.push(err50)
          }
          errors++
        }
        if (!(data26 === 'auto' || data26 === 'keep' || data26 === 'lower' || data26 === 'snake')) {
          const err51 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/enum',
            keyword: 'enum',
            params: { allowedValues: schema13.properties.columns.properties.name_style.enum },
            message: 'must be equal to one of the allowed values',
          }
          if (vErrors === null) {
            vErrors = [err51]
          } else {
            vErrors.push(err51)
          }
          errors++
        }
      } else {
        const err52 = {
          instancePath: instancePath + '/columns',
          schemaPath: '#/properties/columns/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err52]
        } else {
          vErrors.push(err52)
        }
        errors++
      }
    }
  }
  validate12.errors = vErrors
  return errors === 0
}
const STREAM_RULES_2 = validate13
const schema14 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'object', default: 'object' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['upsert', 'delete'], default: 'upsert' },
    object_type_id: { type: 'string', minLength: 1, pattern: '^[1-9]\\d*$' },
    object_type_id_column: { type: 'string', minLength: 1 },
    object_id_column: { type: 'string', minLength: 1 },
    columns: {
      type: 'object',
      properties: {
        include: { type: 'array', items: { type: 'string', minLength: 1 } },
        exclude: { type: 'array', items: { type: 'string', minLength: 1 } },
        rename: {
          type: 'array',
          items: {
            type: 'object',
            required: ['from', 'to'],
            properties: { from: { type: 'string', minLength: 1 }, to: { type: 'string', minLength: 1 } },
          },
        },
        name_style: { type: 'string', enum: ['auto', 'keep', 'lower', 'snake'], default: 'auto' },
      },
    },
  },
}
const pattern0 = new RegExp('^[1-9]\\d*$', 'u')
function validate13(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'object'
    }
    if (data.operation === undefined) {
      data.operation = 'upsert'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('object' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'object' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'upsert' || data3 === 'delete')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema14.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.object_type_id !== undefined) {
      let data4 = data.object_type_id
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/object_type_id',
            schemaPath: '#/properties/object_type_id/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
        if (!pattern0.test(data4)) {
          const err11 = {
            instancePath: instancePath + '/object_type_id',
            schemaPath: '#/properties/object_type_id/pattern',
            keyword: 'pattern',
            params: { pattern: '^[1-9]\\d*$' },
            message: 'must match pattern "' + '^[1-9]\\d*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
      } else {
        const err12 = {
          instancePath: instancePath + '/object_type_id',
          schemaPath: '#/properties/object_type_id/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err12]
        } else {
          vErrors.push(err12)
        }
        errors++
      }
    }
    if (data.object_type_id_column !== undefined) {
      let data5 = data.object_type_id_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err13 = {
            instancePath: instancePath + '/object_type_id_column',
            schemaPath: '#/properties/object_type_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err13]
          } else {
            vErrors.push(err13)
          }
          errors++
        }
      } else {
        const err14 = {
          instancePath: instancePath + '/object_type_id_column',
          schemaPath: '#/properties/object_type_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err14]
        } else {
          vErrors.push(err14)
        }
        errors++
      }
    }
    if (data.object_id_column !== undefined) {
      let data6 = data.object_id_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err15 = {
            instancePath: instancePath + '/object_id_column',
            schemaPath: '#/properties/object_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err15]
          } else {
            vErrors.push(err15)
          }
          errors++
        }
      } else {
        const err16 = {
          instancePath: instancePath + '/object_id_column',
          schemaPath: '#/properties/object_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err16]
        } else {
          vErrors.push(err16)
        }
        errors++
      }
    }
    if (data.columns !== undefined) {
      let data7 = data.columns
      if (data7 && typeof data7 == 'object' && !Array.isArray(data7)) {
        if (data7.name_style === undefined) {
          data7.name_style = 'auto'
        }
        if (data7.include !== undefined) {
          let data8 = data7.include
          if (Array.isArray(data8)) {
            const len0 = data8.length
            for (let i0 = 0; i0 < len0; i0++) {
              let data9 = data8[i0]
              if (typeof data9 === 'string') {
                if (func2(data9) < 1) {
                  const err17 = {
                    instancePath: instancePath + '/columns/include/' + i0,
                    schemaPath: '#/properties/columns/properties/include/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err17]
                  } else {
                    vErrors.push(err17)
                  }
                  errors++
                }
              } else {
                const err18 = {
                  instancePath: instancePath + '/columns/include/' + i0,
                  schemaPath: '#/properties/columns/properties/include/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err18]
                } else {
                  vErrors.push(err18)
                }
                errors++
              }
            }
          } else {
            const err19 = {
              instancePath: instancePath + '/columns/include',
              schemaPath: '#/properties/columns/properties/include/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err19]
            } else {
              vErrors.push(err19)
            }
            errors++
          }
        }
        if (data7.exclude !== undefined) {
          let data10 = data7.exclude
          if (Array.isArray(data10)) {
            const len1 = data10.length
            for (let i1 = 0; i1 < len1; i1++) {
              let data11 = data10[i1]
              if (typeof data11 === 'string') {
                if (func2(data11) < 1) {
                  const err20 = {
                    instancePath: instancePath + '/columns/exclude/' + i1,
                    schemaPath: '#/properties/columns/properties/exclude/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err20]
                  } else {
                    vErrors.push(err20)
                  }
                  errors++
                }
              } else {
                const err21 = {
                  instancePath: instancePath + '/columns/exclude/' + i1,
                  schemaPath: '#/properties/columns/properties/exclude/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err21]
                } else {
                  vErrors.push(err21)
                }
                errors++
              }
            }
          } else {
            const err22 = {
              instancePath: instancePath + '/columns/exclude',
              schemaPath: '#/properties/columns/properties/exclude/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err22]
            } else {
              vErrors.push(err22)
            }
            errors++
          }
        }
        if (data7.rename !== undefined) {
          let data12 = data7.rename
          if (Array.isArray(data12)) {
            const len2 = data12.length
            for (let i2 = 0; i2 < len2; i2++) {
              let data13 = data12[i2]
              if (data13 && typeof data13 == 'object' && !Array.isArray(data13)) {
                if (data13.from === undefined) {
                  const err23 = {
                    instancePath: instancePath + '/columns/rename/' + i2,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'from' },
                    message: "must have required property '" + 'from' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err23]
                  } else {
                    vErrors.push(err23)
                  }
                  errors++
                }
                if (data13.to === undefined) {
                  const err24 = {
                    instancePath: instancePath + '/columns/rename/' + i2,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'to' },
                    message: "must have required property '" + 'to' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err24]
                  } else {
                    vErrors.push(err24)
                  }
                  errors++
                }
                if (data13.from !== undefined) {
                  let data14 = data13.from
                  if (typeof data14 === 'string') {
                    if (func2(data14) < 1) {
                      const err25 = {
                        instancePath: instancePath + '/columns/rename/' + i2 + '/from',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/from/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err25]
                      } else {
                        vErrors.push(err25)
                      }
                      errors++
                    }
                  } else {
                    const err26 = {
                      instancePath: instancePath + '/columns/rename/' + i2 + '/from',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/from/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err26]
                    } else {
                      vErrors.push(err26)
                    }
                    errors++
                  }
                }
                if (data13.to !== undefined) {
                  let data15 = data13.to
                  if (typeof data15 === 'string') {
                    if (func2(data15) < 1) {
                      const err27 = {
                        instancePath: instancePath + '/columns/rename/' + i2 + '/to',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/to/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err27]
                      } else {
                        vErrors.push(err27)
                      }
                      errors++
                    }
                  } else {
                    const err28 = {
                      instancePath: instancePath + '/columns/rename/' + i2 + '/to',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/to/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err28]
                    } else {
                      vErrors.push(err28)
                    }
                    errors++
                  }
                }
              } else {
                const err29 = {
                  instancePath: instancePath + '/columns/rename/' + i2,
                  schemaPath: '#/properties/columns/properties/rename/items/type',
                  keyword: 'type',
                  params: { type: 'object' },
                  message: 'must be object',
                }
                if (vErrors === null) {
                  vErrors = [err29]
                } else {
                  vErrors.push(err29)
                }
                errors++
              }
            }
          } else {
            const err30 = {
              instancePath: instancePath + '/columns/rename',
              schemaPath: '#/properties/columns/properties/rename/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err30]
            } else {
              vErrors.push(err30)
            }
            errors++
          }
        }
        let data16 = data7.name_style
        if (typeof data16 !== 'string') {
          const err31 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err31]
          } else {
            vErrors.push(err31)
          }
          errors++
        }
        if (!(data16 === 'auto' || data16 === 'keep' || data16 === 'lower' || data16 === 'snake')) {
          const err32 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/enum',
            keyword: 'enum',
            params: { allowedValues: schema14.properties.columns.properties.name_style.enum },
            message: 'must be equal to one of the allowed values',
          }
          if (vErrors === null) {
            vErrors = [err32]
          } else {
            vErrors.push(err32)
          }
          errors++
        }
      } else {
        const err33 = {
          instancePath: instancePath + '/columns',
          schemaPath: '#/properties/columns/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err33]
        } else {
          vErrors.push(err33)
        }
        errors++
      }
    }
  }
  validate13.errors = vErrors
  return errors === 0
}
const STREAM_RULES_3 = validate14
const schema15 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'relationship', default: 'relationship' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['insert', 'upsert', 'delete'], default: 'insert' },
    id_column: { type: 'string', minLength: 1 },
    email_column: { type: 'string', minLength: 1 },
    phone_column: { type: 'string', minLength: 1 },
    cio_id_column: { type: 'string', minLength: 1 },
    missing_identifier: { type: 'string', enum: ['reject_record', 'next_column'], default: 'reject_record' },
    object_type_id: { type: 'string', minLength: 1, pattern: '^[1-9]\\d*$' },
    object_type_id_column: { type: 'string', minLength: 1 },
    object_id_column: { type: 'string', minLength: 1 },
    columns: {
      type: 'object',
      properties: {
        include: { type: 'array', items: { type: 'string', minLength: 1 } },
        exclude: { type: 'array', items: { type: 'string', minLength: 1 } },
        rename: {
          type: 'array',
          items: {
            type: 'object',
            required: ['from', 'to'],
            properties: { from: { type: 'string', minLength: 1 }, to: { type: 'string', minLength: 1 } },
          },
        },
        name_style: { type: 'string', enum: ['auto', 'keep', 'lower', 'snake'], default: 'auto' },
      },
    },
  },
}
function validate14(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'relationship'
    }
    if (data.operation === undefined) {
      data.operation = 'insert'
    }
    if (data.missing_identifier === undefined) {
      data.missing_identifier = 'reject_record'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('relationship' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'relationship' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'insert' || data3 === 'upsert' || data3 === 'delete')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema15.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.id_column !== undefined) {
      let data4 = data.id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/id_column',
            schemaPath: '#/properties/id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/id_column',
          schemaPath: '#/properties/id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.email_column !== undefined) {
      let data5 = data.email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/email_column',
            schemaPath: '#/properties/email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/email_column',
          schemaPath: '#/properties/email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.phone_column !== undefined) {
      let data6 = data.phone_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/phone_column',
            schemaPath: '#/properties/phone_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/phone_column',
          schemaPath: '#/properties/phone_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.cio_id_column !== undefined) {
      let data7 = data.cio_id_column
      if (typeof data7 === 'string') {
        if (func2(data7) < 1) {
          const err16 = {
            instancePath: instancePath + '/cio_id_column',
            schemaPath: '#/properties/cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
      } else {
        const err17 = {
          instancePath: instancePath + '/cio_id_column',
          schemaPath: '#/properties/cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err17]
        } else {
          vErrors.push(err17)
        }
        errors++
      }
    }
    let data8 = data.missing_identifier
    if (typeof data8 !== 'string') {
      const err18 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err18]
      } else {
        vErrors.push(err18)
      }
      errors++
    }
    if (!(data8 === 'reject_record' || data8 === 'next_column')) {
      const err19 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/enum',
        keyword: 'enum',
        params: { allowedValues: schema15.properties.missing_identifier.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err19]
      } else {
        vErrors.push(err19)
      }
      errors++
    }
    if (data.object_type_id !== undefined) {
      let data9 = data.object_type_id
      if (typeof data9 === 'string') {
        if (func2(data9) < 1) {
          const err20 = {
            instancePath: instancePath + '/object_type_id',
            schemaPath: '#/properties/object_type_id/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err20]
          } else {
            vErrors.push(err20)
          }
          errors++
        }
        if (!pattern0.test(data9)) {
          const err21 = {
            instancePath: instancePath + '/object_type_id',
            schemaPath: '#/properties/object_type_id/pattern',
            keyword: 'pattern',
            params: { pattern: '^[1-9]\\d*$' },
            message: 'must match pattern "' + '^[1-9]\\d*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err21]
          } else {
            vErrors.push(err21)
          }
          errors++
        }
      } else {
        const err22 = {
          instancePath: instancePath + '/object_type_id',
          schemaPath: '#/properties/object_type_id/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err22]
        } else {
          vErrors.push(err22)
        }
        errors++
      }
    }
    if (data.object_type_id_column !== undefined) {
      let data10 = data.object_type_id_column
      if (typeof data10 === 'string') {
        if (func2(data10) < 1) {
          const err23 = {
            instancePath: instancePath + '/object_type_id_column',
            schemaPath: '#/properties/object_type_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err23]
          } else {
            vErrors.push(err23)
          }
          errors++
        }
      } else {
        const err24 = {
          instancePath: instancePath + '/object_type_id_column',
          schemaPath: '#/properties/object_type_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err24]
        } else {
          vErrors.push(err24)
        }
        errors++
      }
    }
    if (data.object_id_column !== undefined) {
      let data11 = data.object_id_column
      if (typeof data11 === 'string') {
        if (func2(data11) < 1) {
          const err25 = {
            instancePath: instancePath + '/object_id_column',
            schemaPath: '#/properties/object_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err25]
          } else {
            vErrors.push(err25)
          }
          errors++
        }
      } else {
        const err26 = {
          instancePath: instancePath + '/object_id_column',
          schemaPath: '#/properties/object_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err26]
        } else {
          vErrors.push(err26)
        }
        errors++
      }
    }
    if (data.columns !== undefined) {
      let data12 = data.columns
      if (data12 && typeof data12 == 'object' && !Array.isArray(data12)) {
        if (data12.name_style === undefined) {
          data12.name_style = 'auto'
        }
        if (data12.include !== undefined) {
          let data13 = data12.include
          if (Array.isArray(data13)) {
            const len0 = data13.length
            for (let i0 = 0; i0 < len0; i0++) {
              let data14 = data13[i0]
              if (typeof data14 === 'string') {
                if (func2(data14) < 1) {
                  const err27 = {
                    instancePath: instancePath + '/columns/include/' + i0,
                    schemaPath: '#/properties/columns/properties/include/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err27]
                  } else {
                    vErrors.push(err27)
                  }
                  errors++
                }
              } else {
                const err28 = {
                  instancePath: instancePath + '/columns/include/' + i0,
                  schemaPath: '#/properties/columns/properties/include/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err28]
                } else {
                  vErrors.push(err28)
                }
                errors++
              }
            }
          } else {
            const err29 = {
              instancePath: instancePath + '/columns/include',
              schemaPath: '#/properties/columns/properties/include/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err29]
            } else {
              vErrors.push(err29)
            }
            errors++
          }
        }
        if (data12.exclude !== undefined) {
          let data15 = data12.exclude
          if (Array.isArray(data15)) {
            const len1 = data15.length
            for (let i1 = 0; i1 < len1; i1++) {
              let data16 = data15[i1]
              if (typeof data16 === 'string') {
                if (func2(data16) < 1) {
                  const err30 = {
                    instancePath: instancePath + '/columns/exclude/' + i1,
                    schemaPath: '#/properties/columns/properties/exclude/items/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err30]
                  } else {
                    vErrors.push(err30)
                  }
                  errors++
                }
              } else {
                const err31 = {
                  instancePath: instancePath + '/columns/exclude/' + i1,
                  schemaPath: '#/properties/columns/properties/exclude/items/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err31]
                } else {
                  vErrors.push(err31)
                }
                errors++
              }
            }
          } else {
            const err32 = {
              instancePath: instancePath + '/columns/exclude',
              schemaPath: '#/properties/columns/properties/exclude/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err32]
            } else {
              vErrors.push(err32)
            }
            errors++
          }
        }
        if (data12.rename !== undefined) {
          let data17 = data12.rename
          if (Array.isArray(data17)) {
            const len2 = data17.length
            for (let i2 = 0; i2 < len2; i2++) {
              let data18 = data17[i2]
              if (data18 && typeof data18 == 'object' && !Array.isArray(data18)) {
                if (data18.from === undefined) {
                  const err33 = {
                    instancePath: instancePath + '/columns/rename/' + i2,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'from' },
                    message: "must have required property '" + 'from' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err33]
                  } else {
                    vErrors.push(err33)
                  }
                  errors++
                }
                if (data18.to === undefined) {
                  const err34 = {
                    instancePath: instancePath + '/columns/rename/' + i2,
                    schemaPath: '#/properties/columns/properties/rename/items/required',
                    keyword: 'required',
                    params: { missingProperty: 'to' },
                    message: "must have required property '" + 'to' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err34]
                  } else {
                    vErrors.push(err34)
                  }
                  errors++
                }
                if (data18.from !== undefined) {
                  let data19 = data18.from
                  if (typeof data19 === 'string') {
                    if (func2(data19) < 1) {
                      const err35 = {
                        instancePath: instancePath + '/columns/rename/' + i2 + '/from',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/from/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err35]
                      } else {
                        vErrors.push(err35)
                      }
                      errors++
                    }
                  } else {
                    const err36 = {
                      instancePath: instancePath + '/columns/rename/' + i2 + '/from',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/from/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err36]
                    } else {
                      vErrors.push(err36)
                    }
                    errors++
                  }
                }
                if (data18.to !== undefined) {
                  let data20 = data18.to
                  if (typeof data20 === 'string') {
                    if (func2(data20) < 1) {
                      const err37 = {
                        instancePath: instancePath + '/columns/rename/' + i2 + '/to',
                        schemaPath: '#/properties/columns/properties/rename/items/properties/to/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err37]
                      } else {
                        vErrors.push(err37)
                      }
                      errors++
                    }
                  } else {
                    const err38 = {
                      instancePath: instancePath + '/columns/rename/' + i2 + '/to',
                      schemaPath: '#/properties/columns/properties/rename/items/properties/to/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err38]
                    } else {
                      vErrors.push(err38)
                    }
                    errors++
                  }
                }
              } else {
                const err39 = {
                  instancePath: instancePath + '/columns/rename/' + i2,
                  schemaPath: '#/properties/columns/properties/rename/items/type',
                  keyword: 'type',
                  params: { type: 'object' },
                  message: 'must be object',
                }
                if (vErrors === null) {
                  vErrors = [err39]
                } else {
                  vErrors.push(err39)
                }
                errors++
              }
            }
          } else {
            const err40 = {
              instancePath: instancePath + '/columns/rename',
              schemaPath: '#/properties/columns/properties/rename/type',
              keyword: 'type',
              params: { type: 'array' },
              message: 'must be array',
            }
            if (vErrors === null) {
              vErrors = [err40]
            } else {
              vErrors.push(err40)
            }
            errors++
          }
        }
        let data21 = data12.name_style
        if (typeof data21 !== 'string') {
          const err41 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          }
          if (vErrors === null) {
            vErrors = [err41]
          } else {
            vErrors.push(err41)
          }
          errors++
        }
        if (!(data21 === 'auto' || data21 === 'keep' || data21 === 'lower' || data21 === 'snake')) {
          const err42 = {
            instancePath: instancePath + '/columns/name_style',
            schemaPath: '#/properties/columns/properties/name_style/enum',
            keyword: 'enum',
            params: { allowedValues: schema15.properties.columns.properties.name_style.enum },
            message: 'must be equal to one of the allowed values',
          }
          if (vErrors === null) {
            vErrors = [err42]
          } else {
            vErrors.push(err42)
          }
          errors++
        }
      } else {
        const err43 = {
          instancePath: instancePath + '/columns',
          schemaPath: '#/properties/columns/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err43]
        } else {
          vErrors.push(err43)
        }
        errors++
      }
    }
  }
  validate14.errors = vErrors
  return errors === 0
}
const STREAM_RULES_4 = validate15
const schema16 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'device', default: 'device' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['upsert', 'delete'], default: 'upsert' },
    id_column: { type: 'string', minLength: 1 },
    email_column: { type: 'string', minLength: 1 },
    phone_column: { type: 'string', minLength: 1 },
    cio_id_column: { type: 'string', minLength: 1 },
    missing_identifier: { type: 'string', enum: ['reject_record', 'next_column'], default: 'reject_record' },
    token_column: { type: 'string', minLength: 1 },
    platform: { type: 'string', minLength: 1, enum: ['ios', 'android'] },
    platform_column: { type: 'string', minLength: 1 },
    last_used_column: { type: 'string', minLength: 1 },
  },
}
function validate15(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'device'
    }
    if (data.operation === undefined) {
      data.operation = 'upsert'
    }
    if (data.missing_identifier === undefined) {
      data.missing_identifier = 'reject_record'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('device' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'device' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'upsert' || data3 === 'delete')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema16.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.id_column !== undefined) {
      let data4 = data.id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/id_column',
            schemaPath: '#/properties/id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/id_column',
          schemaPath: '#/properties/id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.email_column !== undefined) {
      let data5 = data.email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/email_column',
            schemaPath: '#/properties/email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/email_column',
          schemaPath: '#/properties/email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.phone_column !== undefined) {
      let data6 = data.phone_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/phone_column',
            schemaPath: '#/properties/phone_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/phone_column',
          schemaPath: '#/properties/phone_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.cio_id_column !== undefined) {
      let data7 = data.cio_id_column
      if (typeof data7 === 'string') {
        if (func2(data7) < 1) {
          const err16 = {
            instancePath: instancePath + '/cio_id_column',
            schemaPath: '#/properties/cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
      } else {
        const err17 = {
          instancePath: instancePath + '/cio_id_column',
          schemaPath: '#/properties/cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err17]
        } else {
          vErrors.push(err17)
        }
        errors++
      }
    }
    let data8 = data.missing_identifier
    if (typeof data8 !== 'string') {
      const err18 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err18]
      } else {
        vErrors.push(err18)
      }
      errors++
    }
    if (!(data8 === 'reject_record' || data8 === 'next_column')) {
      const err19 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/enum',
        keyword: 'enum',
        params: { allowedValues: schema16.properties.missing_identifier.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err19]
      } else {
        vErrors.push(err19)
      }
      errors++
    }
    if (data.token_column !== undefined) {
      let data9 = data.token_column
      if (typeof data9 === 'string') {
        if (func2(data9) < 1) {
          const err20 = {
            instancePath: instancePath + '/token_column',
            schemaPath: '#/properties/token_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err20]
          } else {
            vErrors.push(err20)
          }
          errors++
        }
      } else {
        const err21 = {
          instancePath: instancePath + '/token_column',
          schemaPath: '#/properties/token_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err21]
        } else {
          vErrors.push(err21)
        }
        errors++
      }
    }
    if (data.platform !== undefined) {
      let data10 = data.platform
      if (!(data10 === 'ios' || data10 === 'android')) {
        const err22 = {
          instancePath: instancePath + '/platform',
          schemaPath: '#/properties/platform/enum',
          keyword: 'enum',
          params: { allowedValues: schema16.properties.platform.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err22]
        } else {
          vErrors.push(err22)
        }
        errors++
      }
      if (typeof data10 === 'string') {
        if (func2(data10) < 1) {
          const err23 = {
            instancePath: instancePath + '/platform',
            schemaPath: '#/properties/platform/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err23]
          } else {
            vErrors.push(err23)
          }
          errors++
        }
      } else {
        const err24 = {
          instancePath: instancePath + '/platform',
          schemaPath: '#/properties/platform/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err24]
        } else {
          vErrors.push(err24)
        }
        errors++
      }
    }
    if (data.platform_column !== undefined) {
      let data11 = data.platform_column
      if (typeof data11 === 'string') {
        if (func2(data11) < 1) {
          const err25 = {
            instancePath: instancePath + '/platform_column',
            schemaPath: '#/properties/platform_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err25]
          } else {
            vErrors.push(err25)
          }
          errors++
        }
      } else {
        const err26 = {
          instancePath: instancePath + '/platform_column',
          schemaPath: '#/properties/platform_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err26]
        } else {
          vErrors.push(err26)
        }
        errors++
      }
    }
    if (data.last_used_column !== undefined) {
      let data12 = data.last_used_column
      if (typeof data12 === 'string') {
        if (func2(data12) < 1) {
          const err27 = {
            instancePath: instancePath + '/last_used_column',
            schemaPath: '#/properties/last_used_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err27]
          } else {
            vErrors.push(err27)
          }
          errors++
        }
      } else {
        const err28 = {
          instancePath: instancePath + '/last_used_column',
          schemaPath: '#/properties/last_used_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err28]
        } else {
          vErrors.push(err28)
        }
        errors++
      }
    }
  }
  validate15.errors = vErrors
  return errors === 0
}
const STREAM_RULES_5 = validate16
const schema17 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'segment_membership', default: 'segment_membership' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['insert', 'delete'], default: 'insert' },
    id_column: { type: 'string', minLength: 1 },
    email_column: { type: 'string', minLength: 1 },
    cio_id_column: { type: 'string', minLength: 1 },
    missing_identifier: { type: 'string', enum: ['reject_record', 'next_column'], default: 'reject_record' },
    segment_id: { type: 'string', minLength: 1, pattern: '^[1-9]\\d*$' },
    segment_id_column: { type: 'string', minLength: 1 },
  },
}
function validate16(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'segment_membership'
    }
    if (data.operation === undefined) {
      data.operation = 'insert'
    }
    if (data.missing_identifier === undefined) {
      data.missing_identifier = 'reject_record'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('segment_membership' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'segment_membership' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'insert' || data3 === 'delete')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema17.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.id_column !== undefined) {
      let data4 = data.id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/id_column',
            schemaPath: '#/properties/id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/id_column',
          schemaPath: '#/properties/id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.email_column !== undefined) {
      let data5 = data.email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/email_column',
            schemaPath: '#/properties/email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/email_column',
          schemaPath: '#/properties/email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.cio_id_column !== undefined) {
      let data6 = data.cio_id_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/cio_id_column',
            schemaPath: '#/properties/cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/cio_id_column',
          schemaPath: '#/properties/cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    let data7 = data.missing_identifier
    if (typeof data7 !== 'string') {
      const err16 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err16]
      } else {
        vErrors.push(err16)
      }
      errors++
    }
    if (!(data7 === 'reject_record' || data7 === 'next_column')) {
      const err17 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/enum',
        keyword: 'enum',
        params: { allowedValues: schema17.properties.missing_identifier.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err17]
      } else {
        vErrors.push(err17)
      }
      errors++
    }
    if (data.segment_id !== undefined) {
      let data8 = data.segment_id
      if (typeof data8 === 'string') {
        if (func2(data8) < 1) {
          const err18 = {
            instancePath: instancePath + '/segment_id',
            schemaPath: '#/properties/segment_id/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err18]
          } else {
            vErrors.push(err18)
          }
          errors++
        }
        if (!pattern0.test(data8)) {
          const err19 = {
            instancePath: instancePath + '/segment_id',
            schemaPath: '#/properties/segment_id/pattern',
            keyword: 'pattern',
            params: { pattern: '^[1-9]\\d*$' },
            message: 'must match pattern "' + '^[1-9]\\d*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err19]
          } else {
            vErrors.push(err19)
          }
          errors++
        }
      } else {
        const err20 = {
          instancePath: instancePath + '/segment_id',
          schemaPath: '#/properties/segment_id/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err20]
        } else {
          vErrors.push(err20)
        }
        errors++
      }
    }
    if (data.segment_id_column !== undefined) {
      let data9 = data.segment_id_column
      if (typeof data9 === 'string') {
        if (func2(data9) < 1) {
          const err21 = {
            instancePath: instancePath + '/segment_id_column',
            schemaPath: '#/properties/segment_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err21]
          } else {
            vErrors.push(err21)
          }
          errors++
        }
      } else {
        const err22 = {
          instancePath: instancePath + '/segment_id_column',
          schemaPath: '#/properties/segment_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err22]
        } else {
          vErrors.push(err22)
        }
        errors++
      }
    }
  }
  validate16.errors = vErrors
  return errors === 0
}
const STREAM_RULES_6 = validate17
const schema18 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'person_suppression', default: 'person_suppression' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['insert', 'delete'], default: 'insert' },
    id_column: { type: 'string', minLength: 1 },
    email_column: { type: 'string', minLength: 1 },
    cio_id_column: { type: 'string', minLength: 1 },
    missing_identifier: { type: 'string', enum: ['reject_record', 'next_column'], default: 'reject_record' },
  },
}
function validate17(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'person_suppression'
    }
    if (data.operation === undefined) {
      data.operation = 'insert'
    }
    if (data.missing_identifier === undefined) {
      data.missing_identifier = 'reject_record'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('person_suppression' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'person_suppression' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'insert' || data3 === 'delete')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema18.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.id_column !== undefined) {
      let data4 = data.id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/id_column',
            schemaPath: '#/properties/id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/id_column',
          schemaPath: '#/properties/id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.email_column !== undefined) {
      let data5 = data.email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/email_column',
            schemaPath: '#/properties/email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/email_column',
          schemaPath: '#/properties/email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.cio_id_column !== undefined) {
      let data6 = data.cio_id_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/cio_id_column',
            schemaPath: '#/properties/cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/cio_id_column',
          schemaPath: '#/properties/cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    let data7 = data.missing_identifier
    if (typeof data7 !== 'string') {
      const err16 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err16]
      } else {
        vErrors.push(err16)
      }
      errors++
    }
    if (!(data7 === 'reject_record' || data7 === 'next_column')) {
      const err17 = {
        instancePath: instancePath + '/missing_identifier',
        schemaPath: '#/properties/missing_identifier/enum',
        keyword: 'enum',
        params: { allowedValues: schema18.properties.missing_identifier.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err17]
      } else {
        vErrors.push(err17)
      }
      errors++
    }
  }
  validate17.errors = vErrors
  return errors === 0
}
const STREAM_RULES_7 = validate18
const schema19 = {
  required: ['object', 'stream'],
  properties: {
    object: { type: 'string', const: 'person_merge', default: 'person_merge' },
    stream: { type: 'string', minLength: 1 },
    namespace: { type: 'string', minLength: 1 },
    operation: { type: 'string', enum: ['insert'], default: 'insert' },
    primary_id_column: { type: 'string', minLength: 1 },
    primary_email_column: { type: 'string', minLength: 1 },
    primary_cio_id_column: { type: 'string', minLength: 1 },
    secondary_id_column: { type: 'string', minLength: 1 },
    secondary_email_column: { type: 'string', minLength: 1 },
    secondary_cio_id_column: { type: 'string', minLength: 1 },
  },
}
function validate18(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.object === undefined) {
      data.object = 'person_merge'
    }
    if (data.operation === undefined) {
      data.operation = 'insert'
    }
    if (data.object === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'object' },
        message: "must have required property '" + 'object' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.stream === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'stream' },
        message: "must have required property '" + 'stream' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.object
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('person_merge' !== data0) {
      const err3 = {
        instancePath: instancePath + '/object',
        schemaPath: '#/properties/object/const',
        keyword: 'const',
        params: { allowedValue: 'person_merge' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.stream !== undefined) {
      let data1 = data.stream
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/stream',
            schemaPath: '#/properties/stream/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/stream',
          schemaPath: '#/properties/stream/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.namespace !== undefined) {
      let data2 = data.namespace
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/namespace',
            schemaPath: '#/properties/namespace/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/namespace',
          schemaPath: '#/properties/namespace/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    let data3 = data.operation
    if (typeof data3 !== 'string') {
      const err8 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (!(data3 === 'insert')) {
      const err9 = {
        instancePath: instancePath + '/operation',
        schemaPath: '#/properties/operation/enum',
        keyword: 'enum',
        params: { allowedValues: schema19.properties.operation.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.primary_id_column !== undefined) {
      let data4 = data.primary_id_column
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err10 = {
            instancePath: instancePath + '/primary_id_column',
            schemaPath: '#/properties/primary_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      } else {
        const err11 = {
          instancePath: instancePath + '/primary_id_column',
          schemaPath: '#/properties/primary_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.primary_email_column !== undefined) {
      let data5 = data.primary_email_column
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err12 = {
            instancePath: instancePath + '/primary_email_column',
            schemaPath: '#/properties/primary_email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/primary_email_column',
          schemaPath: '#/properties/primary_email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.primary_cio_id_column !== undefined) {
      let data6 = data.primary_cio_id_column
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err14 = {
            instancePath: instancePath + '/primary_cio_id_column',
            schemaPath: '#/properties/primary_cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/primary_cio_id_column',
          schemaPath: '#/properties/primary_cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.secondary_id_column !== undefined) {
      let data7 = data.secondary_id_column
      if (typeof data7 === 'string') {
        if (func2(data7) < 1) {
          const err16 = {
            instancePath: instancePath + '/secondary_id_column',
            schemaPath: '#/properties/secondary_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
      } else {
        const err17 = {
          instancePath: instancePath + '/secondary_id_column',
          schemaPath: '#/properties/secondary_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err17]
        } else {
          vErrors.push(err17)
        }
        errors++
      }
    }
    if (data.secondary_email_column !== undefined) {
      let data8 = data.secondary_email_column
      if (typeof data8 === 'string') {
        if (func2(data8) < 1) {
          const err18 = {
            instancePath: instancePath + '/secondary_email_column',
            schemaPath: '#/properties/secondary_email_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err18]
          } else {
            vErrors.push(err18)
          }
          errors++
        }
      } else {
        const err19 = {
          instancePath: instancePath + '/secondary_email_column',
          schemaPath: '#/properties/secondary_email_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err19]
        } else {
          vErrors.push(err19)
        }
        errors++
      }
    }
    if (data.secondary_cio_id_column !== undefined) {
      let data9 = data.secondary_cio_id_column
      if (typeof data9 === 'string') {
        if (func2(data9) < 1) {
          const err20 = {
            instancePath: instancePath + '/secondary_cio_id_column',
            schemaPath: '#/properties/secondary_cio_id_column/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err20]
          } else {
            vErrors.push(err20)
          }
          errors++
        }
      } else {
        const err21 = {
          instancePath: instancePath + '/secondary_cio_id_column',
          schemaPath: '#/properties/secondary_cio_id_column/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err21]
        } else {
          vErrors.push(err21)
        }
        errors++
      }
    }
  }
  validate18.errors = vErrors
  return errors === 0
}
const OBJECT_STORAGE_0 = validate19
const schema20 = {
  required: ['storage_type'],
  properties: { storage_type: { type: 'string', const: 'None', default: 'None' } },
}
function validate19(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.storage_type === undefined) {
      data.storage_type = 'None'
    }
    if (data.storage_type === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'storage_type' },
        message: "must have required property '" + 'storage_type' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    let data0 = data.storage_type
    if (typeof data0 !== 'string') {
      const err1 = {
        instancePath: instancePath + '/storage_type',
        schemaPath: '#/properties/storage_type/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if ('None' !== data0) {
      const err2 = {
        instancePath: instancePath + '/storage_type',
        schemaPath: '#/properties/storage_type/const',
        keyword: 'const',
        params: { allowedValue: 'None' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
  }
  validate19.errors = vErrors
  return errors === 0
}
const OBJECT_STORAGE_1 = validate20
const schema21 = {
  required: ['storage_type', 's3_bucket_name', 's3_bucket_region', 'bucket_path'],
  properties: {
    storage_type: { type: 'string', const: 'S3', default: 'S3' },
    access_key_id: { type: 'string' },
    secret_access_key: { type: 'string' },
    role_arn: { type: 'string' },
    s3_bucket_name: { type: 'string', minLength: 1 },
    s3_bucket_region: {
      type: 'string',
      enum: [
        '',
        'af-south-1',
        'ap-east-1',
        'ap-northeast-1',
        'ap-northeast-2',
        'ap-northeast-3',
        'ap-south-1',
        'ap-south-2',
        'ap-southeast-1',
        'ap-southeast-2',
        'ap-southeast-3',
        'ap-southeast-4',
        'ca-central-1',
        'ca-west-1',
        'cn-north-1',
        'cn-northwest-1',
        'eu-central-1',
        'eu-central-2',
        'eu-north-1',
        'eu-south-1',
        'eu-south-2',
        'eu-west-1',
        'eu-west-2',
        'eu-west-3',
        'il-central-1',
        'me-central-1',
        'me-south-1',
        'sa-east-1',
        'us-east-1',
        'us-east-2',
        'us-gov-east-1',
        'us-gov-west-1',
        'us-west-1',
        'us-west-2',
      ],
      default: '',
    },
    s3_endpoint: { type: 'string' },
    bucket_path: { type: 'string' },
    compression: { type: 'string', enum: ['none', 'gzip'], default: 'none' },
  },
}
function validate20(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.storage_type === undefined) {
      data.storage_type = 'S3'
    }
    if (data.s3_bucket_region === undefined) {
      data.s3_bucket_region = ''
    }
    if (data.compression === undefined) {
      data.compression = 'none'
    }
    if (data.storage_type === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'storage_type' },
        message: "must have required property '" + 'storage_type' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.s3_bucket_name === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 's3_bucket_name' },
        message: "must have required property '" + 's3_bucket_name' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.s3_bucket_region === undefined) {
      const err2 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 's3_bucket_region' },
        message: "must have required property '" + 's3_bucket_region' + "'",
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if (data.bucket_path === undefined) {
      const err3 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'bucket_path' },
        message: "must have required property '" + 'bucket_path' + "'",
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    let data0 = data.storage_type
    if (typeof data0 !== 'string') {
      const err4 = {
        instancePath: instancePath + '/storage_type',
        schemaPath: '#/properties/storage_type/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err4]
      } else {
        vErrors.push(err4)
      }
      errors++
    }
    if ('S3' !== data0) {
      const err5 = {
        instancePath: instancePath + '/storage_type',
        schemaPath: '#/properties/storage_type/const',
        keyword: 'const',
        params: { allowedValue: 'S3' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err5]
      } else {
        vErrors.push(err5)
      }
      errors++
    }
    if (data.access_key_id !== undefined) {
      if (typeof data.access_key_id !== 'string') {
        const err6 = {
          instancePath: instancePath + '/access_key_id',
          schemaPath: '#/properties/access_key_id/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err6]
        } else {
          vErrors.push(err6)
        }
        errors++
      }
    }
    if (data.secret_access_key !== undefined) {
      if (typeof data.secret_access_key !== 'string') {
        const err7 = {
          instancePath: instancePath + '/secret_access_key',
          schemaPath: '#/properties/secret_access_key/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    if (data.role_arn !== undefined) {
      if (typeof data.role_arn !== 'string') {
        const err8 = {
          instancePath: instancePath + '/role_arn',
          schemaPath: '#/properties/role_arn/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
    if (data.s3_bucket_name !== undefined) {
      let data4 = data.s3_bucket_name
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err9 = {
            instancePath: instancePath + '/s3_bucket_name',
            schemaPath: '#/properties/s3_bucket_name/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err9]
          } else {
            vErrors.push(err9)
          }
          errors++
        }
      } else {
        const err10 = {
          instancePath: instancePath + '/s3_bucket_name',
          schemaPath: '#/properties/s3_bucket_name/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err10]
        } else {
          vErrors.push(err10)
        }
        errors++
      }
    }
    let data5 = data.s3_bucket_region
    if (typeof data5 !== 'string') {
      const err11 = {
        instancePath: instancePath + '/s3_bucket_region',
        schemaPath: '#/properties/s3_bucket_region/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err11]
      } else {
        vErrors.push(err11)
      }
      errors++
    }
    if (!(
      data5 === '' ||
      data5 === 'af-south-1' ||
      data5 === 'ap-east-1' ||
      data5 === 'ap-northeast-1' ||
      data5 === 'ap-northeast-2' ||
      data5 === 'ap-northeast-3' ||
      data5 === 'ap-south-1' ||
      data5 === 'ap-south-2' ||
      data5 === 'ap-southeast-1' ||
      data5 === 'ap-southeast-2' ||
      data5 === 'ap-southeast-3' ||
      data5 === 'ap-southeast-4' ||
      data5 === 'ca-central-1' ||
      data5 === 'ca-west-1' ||
      data5 === 'cn-north-1' ||
      data5 === 'cn-northwest-1' ||
      data5 === 'eu-central-1' ||
      data5 === 'eu-central-2' ||
      data5 === 'eu-north-1' ||
      data5 === 'eu-south-1' ||
      data5 === 'eu-south-2' ||
      data5 === 'eu-west-1' ||
      data5 === 'eu-west-2' ||
      data5 === 'eu-west-3' ||
      data5 === 'il-central-1' ||
      data5 === 'me-central-1' ||
      data5 === 'me-south-1' ||
      data5 === 'sa-east-1' ||
      data5 === 'us-east-1' ||
      data5 === 'us-east-2' ||
      data5 === 'us-gov-east-1' ||
      data5 === 'us-gov-west-1' ||
      data5 === 'us-west-1' ||
      data5 === 'us-west-2'
    )) {
      const err12 = {
        instancePath: instancePath + '/s3_bucket_region',
        schemaPath: '#/properties/s3_bucket_region/enum',
        keyword: 'enum',
        params: { allowedValues: schema21.properties.s3_bucket_region.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err12]
      } else {
        vErrors.push(err12)
      }
      errors++
    }
    if (data.s3_endpoint !== undefined) {
      if (typeof data.s3_endpoint !== 'string') {
        const err13 = {
          instancePath: instancePath + '/s3_endpoint',
          schemaPath: '#/properties/s3_endpoint/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.bucket_path !== undefined) {
      if (typeof data.bucket_path !== 'string') {
        const err14 = {
          instancePath: instancePath + '/bucket_path',
          schemaPath: '#/properties/bucket_path/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err14]
        } else {
          vErrors.push(err14)
        }
        errors++
      }
    }
    let data8 = data.compression
    if (typeof data8 !== 'string') {
      const err15 = {
        instancePath: instancePath + '/compression',
        schemaPath: '#/properties/compression/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err15]
      } else {
        vErrors.push(err15)
      }
      errors++
    }
    if (!(data8 === 'none' || data8 === 'gzip')) {
      const err16 = {
        instancePath: instancePath + '/compression',
        schemaPath: '#/properties/compression/enum',
        keyword: 'enum',
        params: { allowedValues: schema21.properties.compression.enum },
        message: 'must be equal to one of the allowed values',
      }
      if (vErrors === null) {
        vErrors = [err16]
      } else {
        vErrors.push(err16)
      }
      errors++
    }
  }
  validate20.errors = vErrors
  return errors === 0
}
const OBJECT_STORAGE_2 = validate21
const schema22 = {
  required: ['storage_type', 'directory'],
  properties: {
    storage_type: { type: 'string', const: 'LOCAL', default: 'LOCAL' },
    directory: { type: 'string', minLength: 1 },
  },
}
function validate21(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.storage_type === undefined) {
      data.storage_type = 'LOCAL'
    }
    if (data.storage_type === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'storage_type' },
        message: "must have required property '" + 'storage_type' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.directory === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'directory' },
        message: "must have required property '" + 'directory' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    let data0 = data.storage_type
    if (typeof data0 !== 'string') {
      const err2 = {
        instancePath: instancePath + '/storage_type',
        schemaPath: '#/properties/storage_type/type',
        keyword: 'type',
        params: { type: 'string' },
        message: 'must be string',
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if ('LOCAL' !== data0) {
      const err3 = {
        instancePath: instancePath + '/storage_type',
        schemaPath: '#/properties/storage_type/const',
        keyword: 'const',
        params: { allowedValue: 'LOCAL' },
        message: 'must be equal to constant',
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.directory !== undefined) {
      let data1 = data.directory
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/directory',
            schemaPath: '#/properties/directory/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/directory',
          schemaPath: '#/properties/directory/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
  }
  validate21.errors = vErrors
  return errors === 0
}
export const OPTIONS: Validator = OPTIONS_
export const STREAM_RULES: BranchValidators = {
  person: STREAM_RULES_0,
  event: STREAM_RULES_1,
  object: STREAM_RULES_2,
  relationship: STREAM_RULES_3,
  device: STREAM_RULES_4,
  segment_membership: STREAM_RULES_5,
  person_suppression: STREAM_RULES_6,
  person_merge: STREAM_RULES_7,
}
export const OBJECT_STORAGE: BranchValidators = {
  None: OBJECT_STORAGE_0,
  S3: OBJECT_STORAGE_1,
  LOCAL: OBJECT_STORAGE_2,
}
