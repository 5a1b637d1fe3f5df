// Generated from src/config/activation-schema.ts by `npm run generate`. Do not edit.
// @ts-nocheck: ajv writes JavaScript.
import { countCodePoints } from '../lib/code-points'
import type { BranchValidators, Validator } from './schema'
const ACTIVATION_ = validate10
const schema11 = {
  type: 'object',
  required: ['source', 'destination', 'models'],
  properties: {
    name: { type: 'string', minLength: 1 },
    source: { type: 'object' },
    destination: { type: 'object' },
    state: {
      type: 'object',
      default: {},
      properties: {
        store: { type: 'string', enum: ['local', 'warehouse'], default: 'local' },
        directory: { type: 'string', minLength: 1 },
        schema: { type: 'string', minLength: 1, default: 'CIO_SYNC' },
        lease_minutes: { type: 'number', exclusiveMinimum: 0, default: 10 },
      },
    },
    models: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'rule'],
        properties: {
          name: { type: 'string', minLength: 1 },
          table: { type: 'string', minLength: 1 },
          view: { type: 'string', minLength: 1 },
          query: { type: 'string', minLength: 1 },
          key: { type: 'array', items: { type: 'string', minLength: 1 } },
          rule: { type: 'object' },
          changes: { type: 'object', default: { method: 'full' } },
          removed: {
            type: 'object',
            default: {},
            properties: {
              action: { type: 'string', enum: ['ignore', 'delete', 'clear_attributes', 'event'], default: 'ignore' },
              event_name: { type: 'string', minLength: 1 },
              max_percent: { type: 'number', minimum: 0, maximum: 100, default: 10 },
            },
          },
          events_on_change: {
            type: 'array',
            default: [],
            items: {
              type: 'object',
              required: ['attribute', 'event_name'],
              properties: {
                attribute: { type: 'string', minLength: 1 },
                from: { type: ['string', 'number', 'boolean', 'null'] },
                to: { type: ['string', 'number', 'boolean', 'null'] },
                event_name: { type: 'string', minLength: 1 },
                timestamp_column: { type: 'string', minLength: 1 },
              },
            },
          },
          every: { type: 'string', minLength: 1 },
          cadence: {
            type: 'object',
            required: ['within'],
            properties: { within: { type: 'string', minLength: 1 }, column: { type: 'string', minLength: 1 } },
          },
        },
      },
    },
  },
}
const func2 = countCodePoints
function validate10(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.state === undefined) {
      data.state = {}
    }
    if (data.source === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'source' },
        message: "must have required property '" + 'source' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.destination === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'destination' },
        message: "must have required property '" + 'destination' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.models === undefined) {
      const err2 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'models' },
        message: "must have required property '" + 'models' + "'",
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if (data.name !== undefined) {
      let data0 = data.name
      if (typeof data0 === 'string') {
        if (func2(data0) < 1) {
          const err3 = {
            instancePath: instancePath + '/name',
            schemaPath: '#/properties/name/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      } else {
        const err4 = {
          instancePath: instancePath + '/name',
          schemaPath: '#/properties/name/type',
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
    if (data.source !== undefined) {
      let data1 = data.source
      if (!(data1 && typeof data1 == 'object' && !Array.isArray(data1))) {
        const err5 = {
          instancePath: instancePath + '/source',
          schemaPath: '#/properties/source/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.destination !== undefined) {
      let data2 = data.destination
      if (!(data2 && typeof data2 == 'object' && !Array.isArray(data2))) {
        const err6 = {
          instancePath: instancePath + '/destination',
          schemaPath: '#/properties/destination/type',
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
    let data3 = data.state
    if (data3 && typeof data3 == 'object' && !Array.isArray(data3)) {
      if (data3.store === undefined) {
        data3.store = 'local'
      }
      if (data3.schema === undefined) {
        data3.schema = 'CIO_SYNC'
      }
      if (data3.lease_minutes === undefined) {
        data3.lease_minutes = 10
      }
      let data4 = data3.store
      if (typeof data4 !== 'string') {
        const err7 = {
          instancePath: instancePath + '/state/store',
          schemaPath: '#/properties/state/properties/store/type',
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
      if (!(data4 === 'local' || data4 === 'warehouse')) {
        const err8 = {
          instancePath: instancePath + '/state/store',
          schemaPath: '#/properties/state/properties/store/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.state.properties.store.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
      if (data3.directory !== undefined) {
        let data5 = data3.directory
        if (typeof data5 === 'string') {
          if (func2(data5) < 1) {
            const err9 = {
              instancePath: instancePath + '/state/directory',
              schemaPath: '#/properties/state/properties/directory/minLength',
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
            instancePath: instancePath + '/state/directory',
            schemaPath: '#/properties/state/properties/directory/type',
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
      let data6 = data3.schema
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err11 = {
            instancePath: instancePath + '/state/schema',
            schemaPath: '#/properties/state/properties/schema/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
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
          instancePath: instancePath + '/state/schema',
          schemaPath: '#/properties/state/properties/schema/type',
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
      let data7 = data3.lease_minutes
      if (typeof data7 == 'number') {
        if (data7 <= 0 || isNaN(data7)) {
          const err13 = {
            instancePath: instancePath + '/state/lease_minutes',
            schemaPath: '#/properties/state/properties/lease_minutes/exclusiveMinimum',
            keyword: 'exclusiveMinimum',
            params: { comparison: '>', limit: 0 },
            message: 'must be > 0',
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
          instancePath: instancePath + '/state/lease_minutes',
          schemaPath: '#/properties/state/properties/lease_minutes/type',
          keyword: 'type',
          params: { type: 'number' },
          message: 'must be number',
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
        instancePath: instancePath + '/state',
        schemaPath: '#/properties/state/type',
        keyword: 'type',
        params: { type: 'object' },
        message: 'must be object',
      }
      if (vErrors === null) {
        vErrors = [err15]
      } else {
        vErrors.push(err15)
      }
      errors++
    }
    if (data.models !== undefined) {
      let data8 = data.models
      if (Array.isArray(data8)) {
        if (data8.length < 1) {
          const err16 = {
            instancePath: instancePath + '/models',
            schemaPath: '#/properties/models/minItems',
            keyword: 'minItems',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 items',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
        const len0 = data8.length
        for (let i0 = 0; i0 < len0; i0++) {
          let data9 = data8[i0]
          if (data9 && typeof data9 == 'object' && !Array.isArray(data9)) {
            if (data9.changes === undefined) {
              data9.changes = { method: 'full' }
            }
            if (data9.removed === undefined) {
              data9.removed = {}
            }
            if (data9.events_on_change === undefined) {
              data9.events_on_change = []
            }
            if (data9.name === undefined) {
              const err17 = {
                instancePath: instancePath + '/models/' + i0,
                schemaPath: '#/properties/models/items/required',
                keyword: 'required',
                params: { missingProperty: 'name' },
                message: "must have required property '" + 'name' + "'",
              }
              if (vErrors === null) {
                vErrors = [err17]
              } else {
                vErrors.push(err17)
              }
              errors++
            }
            if (data9.rule === undefined) {
              const err18 = {
                instancePath: instancePath + '/models/' + i0,
                schemaPath: '#/properties/models/items/required',
                keyword: 'required',
                params: { missingProperty: 'rule' },
                message: "must have required property '" + 'rule' + "'",
              }
              if (vErrors === null) {
                vErrors = [err18]
              } else {
                vErrors.push(err18)
              }
              errors++
            }
            if (data9.name !== undefined) {
              let data10 = data9.name
              if (typeof data10 === 'string') {
                if (func2(data10) < 1) {
                  const err19 = {
                    instancePath: instancePath + '/models/' + i0 + '/name',
                    schemaPath: '#/properties/models/items/properties/name/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
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
                  instancePath: instancePath + '/models/' + i0 + '/name',
                  schemaPath: '#/properties/models/items/properties/name/type',
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
            if (data9.table !== undefined) {
              let data11 = data9.table
              if (typeof data11 === 'string') {
                if (func2(data11) < 1) {
                  const err21 = {
                    instancePath: instancePath + '/models/' + i0 + '/table',
                    schemaPath: '#/properties/models/items/properties/table/minLength',
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
                  instancePath: instancePath + '/models/' + i0 + '/table',
                  schemaPath: '#/properties/models/items/properties/table/type',
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
            if (data9.view !== undefined) {
              let data12 = data9.view
              if (typeof data12 === 'string') {
                if (func2(data12) < 1) {
                  const err23 = {
                    instancePath: instancePath + '/models/' + i0 + '/view',
                    schemaPath: '#/properties/models/items/properties/view/minLength',
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
                  instancePath: instancePath + '/models/' + i0 + '/view',
                  schemaPath: '#/properties/models/items/properties/view/type',
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
            if (data9.query !== undefined) {
              let data13 = data9.query
              if (typeof data13 === 'string') {
                if (func2(data13) < 1) {
                  const err25 = {
                    instancePath: instancePath + '/models/' + i0 + '/query',
                    schemaPath: '#/properties/models/items/properties/query/minLength',
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
                  instancePath: instancePath + '/models/' + i0 + '/query',
                  schemaPath: '#/properties/models/items/properties/query/type',
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
            if (data9.key !== undefined) {
              let data14 = data9.key
              if (Array.isArray(data14)) {
                const len1 = data14.length
                for (let i1 = 0; i1 < len1; i1++) {
                  let data15 = data14[i1]
                  if (typeof data15 === 'string') {
                    if (func2(data15) < 1) {
                      const err27 = {
                        instancePath: instancePath + '/models/' + i0 + '/key/' + i1,
                        schemaPath: '#/properties/models/items/properties/key/items/minLength',
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
                      instancePath: instancePath + '/models/' + i0 + '/key/' + i1,
                      schemaPath: '#/properties/models/items/properties/key/items/type',
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
                  instancePath: instancePath + '/models/' + i0 + '/key',
                  schemaPath: '#/properties/models/items/properties/key/type',
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
            if (data9.rule !== undefined) {
              let data16 = data9.rule
              if (!(data16 && typeof data16 == 'object' && !Array.isArray(data16))) {
                const err30 = {
                  instancePath: instancePath + '/models/' + i0 + '/rule',
                  schemaPath: '#/properties/models/items/properties/rule/type',
                  keyword: 'type',
                  params: { type: 'object' },
                  message: 'must be object',
                }
                if (vErrors === null) {
                  vErrors = [err30]
                } else {
                  vErrors.push(err30)
                }
                errors++
              }
            }
            let data17 = data9.changes
            if (!(data17 && typeof data17 == 'object' && !Array.isArray(data17))) {
              const err31 = {
                instancePath: instancePath + '/models/' + i0 + '/changes',
                schemaPath: '#/properties/models/items/properties/changes/type',
                keyword: 'type',
                params: { type: 'object' },
                message: 'must be object',
              }
              if (vErrors === null) {
                vErrors = [err31]
              } else {
                vErrors.push(err31)
              }
              errors++
            }
            let data18 = data9.removed
            if (data18 && typeof data18 == 'object' && !Array.isArray(data18)) {
              if (data18.action === undefined) {
                data18.action = 'ignore'
              }
              if (data18.max_percent === undefined) {
                data18.max_percent = 10
              }
              let data19 = data18.action
              if (typeof data19 !== 'string') {
                const err32 = {
                  instancePath: instancePath + '/models/' + i0 + '/removed/action',
                  schemaPath: '#/properties/models/items/properties/removed/properties/action/type',
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
              if (!(
                data19 === 'ignore' ||
                data19 === 'delete' ||
                data19 === 'clear_attributes' ||
                data19 === 'event'
              )) {
                const err33 = {
                  instancePath: instancePath + '/models/' + i0 + '/removed/action',
                  schemaPath: '#/properties/models/items/properties/removed/properties/action/enum',
                  keyword: 'enum',
                  params: { allowedValues: schema11.properties.models.items.properties.removed.properties.action.enum },
                  message: 'must be equal to one of the allowed values',
                }
                if (vErrors === null) {
                  vErrors = [err33]
                } else {
                  vErrors.push(err33)
                }
                errors++
              }
              if (data18.event_name !== undefined) {
                let data20 = data18.event_name
                if (typeof data20 === 'string') {
                  if (func2(data20) < 1) {
                    const err34 = {
                      instancePath: instancePath + '/models/' + i0 + '/removed/event_name',
                      schemaPath: '#/properties/models/items/properties/removed/properties/event_name/minLength',
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
                    instancePath: instancePath + '/models/' + i0 + '/removed/event_name',
                    schemaPath: '#/properties/models/items/properties/removed/properties/event_name/type',
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
              let data21 = data18.max_percent
              if (typeof data21 == 'number') {
                if (data21 > 100 || isNaN(data21)) {
                  const err36 = {
                    instancePath: instancePath + '/models/' + i0 + '/removed/max_percent',
                    schemaPath: '#/properties/models/items/properties/removed/properties/max_percent/maximum',
                    keyword: 'maximum',
                    params: { comparison: '<=', limit: 100 },
                    message: 'must be <= 100',
                  }
                  if (vErrors === null) {
                    vErrors = [err36]
                  } else {
                    vErrors.push(err36)
                  }
                  errors++
                }
                if (data21 < 0 || isNaN(data21)) {
                  const err37 = {
                    instancePath: instancePath + '/models/' + i0 + '/removed/max_percent',
                    schemaPath: '#/properties/models/items/properties/removed/properties/max_percent/minimum',
                    keyword: 'minimum',
                    params: { comparison: '>=', limit: 0 },
                    message: 'must be >= 0',
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
                  instancePath: instancePath + '/models/' + i0 + '/removed/max_percent',
                  schemaPath: '#/properties/models/items/properties/removed/properties/max_percent/type',
                  keyword: 'type',
                  params: { type: 'number' },
                  message: 'must be number',
                }
                if (vErrors === null) {
                  vErrors = [err38]
                } else {
                  vErrors.push(err38)
                }
                errors++
              }
            } else {
              const err39 = {
                instancePath: instancePath + '/models/' + i0 + '/removed',
                schemaPath: '#/properties/models/items/properties/removed/type',
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
            let data22 = data9.events_on_change
            if (Array.isArray(data22)) {
              const len2 = data22.length
              for (let i2 = 0; i2 < len2; i2++) {
                let data23 = data22[i2]
                if (data23 && typeof data23 == 'object' && !Array.isArray(data23)) {
                  if (data23.attribute === undefined) {
                    const err40 = {
                      instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2,
                      schemaPath: '#/properties/models/items/properties/events_on_change/items/required',
                      keyword: 'required',
                      params: { missingProperty: 'attribute' },
                      message: "must have required property '" + 'attribute' + "'",
                    }
                    if (vErrors === null) {
                      vErrors = [err40]
                    } else {
                      vErrors.push(err40)
                    }
                    errors++
                  }
                  if (data23.event_name === undefined) {
                    const err41 = {
                      instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2,
                      schemaPath: '#/properties/models/items/properties/events_on_change/items/required',
                      keyword: 'required',
                      params: { missingProperty: 'event_name' },
                      message: "must have required property '" + 'event_name' + "'",
                    }
                    if (vErrors === null) {
                      vErrors = [err41]
                    } else {
                      vErrors.push(err41)
                    }
                    errors++
                  }
                  if (data23.attribute !== undefined) {
                    let data24 = data23.attribute
                    if (typeof data24 === 'string') {
                      if (func2(data24) < 1) {
                        const err42 = {
                          instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/attribute',
                          schemaPath:
                            '#/properties/models/items/properties/events_on_change/items/properties/attribute/minLength',
                          keyword: 'minLength',
                          params: { limit: 1 },
                          message: 'must NOT have fewer than 1 characters',
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
                        instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/attribute',
                        schemaPath:
                          '#/properties/models/items/properties/events_on_change/items/properties/attribute/type',
                        keyword: 'type',
                        params: { type: 'string' },
                        message: 'must be string',
                      }
                      if (vErrors === null) {
                        vErrors = [err43]
                      } else {
                        vErrors.push(err43)
                      }
                      errors++
                    }
                  }
                  if (data23.from !== undefined) {
                    let data25 = data23.from
                    if (
                      typeof data25 !== 'string' &&
                      !(typeof data25 == 'number') &&
                      typeof data25 !== 'boolean' &&
                      data25 !== null
                    ) {
                      const err44 = {
                        instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/from',
                        schemaPath: '#/properties/models/items/properties/events_on_change/items/properties/from/type',
                        keyword: 'type',
                        params: {
                          type: schema11.properties.models.items.properties.events_on_change.items.properties.from.type,
                        },
                        message: 'must be string,number,boolean,null',
                      }
                      if (vErrors === null) {
                        vErrors = [err44]
                      } else {
                        vErrors.push(err44)
                      }
                      errors++
                    }
                  }
                  if (data23.to !== undefined) {
                    let data26 = data23.to
                    if (
                      typeof data26 !== 'string' &&
                      !(typeof data26 == 'number') &&
                      typeof data26 !== 'boolean' &&
                      data26 !== null
                    ) {
                      const err45 = {
                        instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/to',
                        schemaPath: '#/properties/models/items/properties/events_on_change/items/properties/to/type',
                        keyword: 'type',
                        params: {
                          type: schema11.properties.models.items.properties.events_on_change.items.properties.to.type,
                        },
                        message: 'must be string,number,boolean,null',
                      }
                      if (vErrors === null) {
                        vErrors = [err45]
                      } else {
                        vErrors.push(err45)
                      }
                      errors++
                    }
                  }
                  if (data23.event_name !== undefined) {
                    let data27 = data23.event_name
                    if (typeof data27 === 'string') {
                      if (func2(data27) < 1) {
                        const err46 = {
                          instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/event_name',
                          schemaPath:
                            '#/properties/models/items/properties/events_on_change/items/properties/event_name/minLength',
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
                        instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/event_name',
                        schemaPath:
                          '#/properties/models/items/properties/events_on_change/items/properties/event_name/type',
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
                  if (data23.timestamp_column !== undefined) {
                    let data28 = data23.timestamp_column
                    if (typeof data28 === 'string') {
                      if (func2(data28) < 1) {
                        const err48 = {
                          instancePath:
                            instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/timestamp_column',
                          schemaPath:
                            '#/properties/models/items/properties/events_on_change/items/properties/timestamp_column/minLength',
                          keyword: 'minLength',
                          params: { limit: 1 },
                          message: 'must NOT have fewer than 1 characters',
                        }
                        if (vErrors === null) {
                          vErrors = [err48]
                        } else {
                          vErrors.push(err48)
                        }
                        errors++
                      }
                    } else {
                      const err49 = {
                        instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2 + '/timestamp_column',
                        schemaPath:
                          '#/properties/models/items/properties/events_on_change/items/properties/timestamp_column/type',
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
                  }
                } else {
                  const err50 = {
                    instancePath: instancePath + '/models/' + i0 + '/events_on_change/' + i2,
                    schemaPath: '#/properties/models/items/properties/events_on_change/items/type',
                    keyword: 'type',
                    params: { type: 'object' },
                    message: 'must be object',
                  }
                  if (vErrors === null) {
                    vErrors = [err50]
                  } else {
                    vErrors.push(err50)
                  }
                  errors++
                }
              }
            } else {
              const err51 = {
                instancePath: instancePath + '/models/' + i0 + '/events_on_change',
                schemaPath: '#/properties/models/items/properties/events_on_change/type',
                keyword: 'type',
                params: { type: 'array' },
                message: 'must be array',
              }
              if (vErrors === null) {
                vErrors = [err51]
              } else {
                vErrors.push(err51)
              }
              errors++
            }
            if (data9.every !== undefined) {
              let data29 = data9.every
              if (typeof data29 === 'string') {
                if (func2(data29) < 1) {
                  const err52 = {
                    instancePath: instancePath + '/models/' + i0 + '/every',
                    schemaPath: '#/properties/models/items/properties/every/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  }
                  if (vErrors === null) {
                    vErrors = [err52]
                  } else {
                    vErrors.push(err52)
                  }
                  errors++
                }
              } else {
                const err53 = {
                  instancePath: instancePath + '/models/' + i0 + '/every',
                  schemaPath: '#/properties/models/items/properties/every/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err53]
                } else {
                  vErrors.push(err53)
                }
                errors++
              }
            }
            if (data9.cadence !== undefined) {
              let data30 = data9.cadence
              if (data30 && typeof data30 == 'object' && !Array.isArray(data30)) {
                if (data30.within === undefined) {
                  const err54 = {
                    instancePath: instancePath + '/models/' + i0 + '/cadence',
                    schemaPath: '#/properties/models/items/properties/cadence/required',
                    keyword: 'required',
                    params: { missingProperty: 'within' },
                    message: "must have required property '" + 'within' + "'",
                  }
                  if (vErrors === null) {
                    vErrors = [err54]
                  } else {
                    vErrors.push(err54)
                  }
                  errors++
                }
                if (data30.within !== undefined) {
                  let data31 = data30.within
                  if (typeof data31 === 'string') {
                    if (func2(data31) < 1) {
                      const err55 = {
                        instancePath: instancePath + '/models/' + i0 + '/cadence/within',
                        schemaPath: '#/properties/models/items/properties/cadence/properties/within/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err55]
                      } else {
                        vErrors.push(err55)
                      }
                      errors++
                    }
                  } else {
                    const err56 = {
                      instancePath: instancePath + '/models/' + i0 + '/cadence/within',
                      schemaPath: '#/properties/models/items/properties/cadence/properties/within/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err56]
                    } else {
                      vErrors.push(err56)
                    }
                    errors++
                  }
                }
                if (data30.column !== undefined) {
                  let data32 = data30.column
                  if (typeof data32 === 'string') {
                    if (func2(data32) < 1) {
                      const err57 = {
                        instancePath: instancePath + '/models/' + i0 + '/cadence/column',
                        schemaPath: '#/properties/models/items/properties/cadence/properties/column/minLength',
                        keyword: 'minLength',
                        params: { limit: 1 },
                        message: 'must NOT have fewer than 1 characters',
                      }
                      if (vErrors === null) {
                        vErrors = [err57]
                      } else {
                        vErrors.push(err57)
                      }
                      errors++
                    }
                  } else {
                    const err58 = {
                      instancePath: instancePath + '/models/' + i0 + '/cadence/column',
                      schemaPath: '#/properties/models/items/properties/cadence/properties/column/type',
                      keyword: 'type',
                      params: { type: 'string' },
                      message: 'must be string',
                    }
                    if (vErrors === null) {
                      vErrors = [err58]
                    } else {
                      vErrors.push(err58)
                    }
                    errors++
                  }
                }
              } else {
                const err59 = {
                  instancePath: instancePath + '/models/' + i0 + '/cadence',
                  schemaPath: '#/properties/models/items/properties/cadence/type',
                  keyword: 'type',
                  params: { type: 'object' },
                  message: 'must be object',
                }
                if (vErrors === null) {
                  vErrors = [err59]
                } else {
                  vErrors.push(err59)
                }
                errors++
              }
            }
          } else {
            const err60 = {
              instancePath: instancePath + '/models/' + i0,
              schemaPath: '#/properties/models/items/type',
              keyword: 'type',
              params: { type: 'object' },
              message: 'must be object',
            }
            if (vErrors === null) {
              vErrors = [err60]
            } else {
              vErrors.push(err60)
            }
            errors++
          }
        }
      } else {
        const err61 = {
          instancePath: instancePath + '/models',
          schemaPath: '#/properties/models/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        }
        if (vErrors === null) {
          vErrors = [err61]
        } else {
          vErrors.push(err61)
        }
        errors++
      }
    }
  } else {
    const err62 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err62]
    } else {
      vErrors.push(err62)
    }
    errors++
  }
  validate10.errors = vErrors
  return errors === 0
}
const SOURCE_0 = validate11
const schema12 = {
  type: 'object',
  required: ['account', 'authentication'],
  properties: {
    type: { type: 'string', const: 'snowflake' },
    account: { type: 'string', minLength: 1 },
    username: { type: 'string', minLength: 1 },
    authentication: { type: 'object' },
    role: { type: 'string', minLength: 1 },
    warehouse: { type: 'string', minLength: 1 },
    database: { type: 'string', minLength: 1 },
    schema: { type: 'string', minLength: 1 },
    url: { type: 'string', minLength: 1 },
    connect_seconds: { type: 'number', minimum: 1, default: 30 },
    statement_timeout_seconds: { type: 'integer', minimum: 1, maximum: 604800, default: 14400 },
  },
}
function validate11(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.connect_seconds === undefined) {
      data.connect_seconds = 30
    }
    if (data.statement_timeout_seconds === undefined) {
      data.statement_timeout_seconds = 14400
    }
    if (data.account === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'account' },
        message: "must have required property '" + 'account' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.authentication === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'authentication' },
        message: "must have required property '" + 'authentication' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.type !== undefined) {
      let data0 = data.type
      if (typeof data0 !== 'string') {
        const err2 = {
          instancePath: instancePath + '/type',
          schemaPath: '#/properties/type/type',
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
      if ('snowflake' !== data0) {
        const err3 = {
          instancePath: instancePath + '/type',
          schemaPath: '#/properties/type/const',
          keyword: 'const',
          params: { allowedValue: 'snowflake' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.account !== undefined) {
      let data1 = data.account
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/account',
            schemaPath: '#/properties/account/minLength',
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
          instancePath: instancePath + '/account',
          schemaPath: '#/properties/account/type',
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
    if (data.username !== undefined) {
      let data2 = data.username
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/username',
            schemaPath: '#/properties/username/minLength',
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
          instancePath: instancePath + '/username',
          schemaPath: '#/properties/username/type',
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
    if (data.authentication !== undefined) {
      let data3 = data.authentication
      if (!(data3 && typeof data3 == 'object' && !Array.isArray(data3))) {
        const err8 = {
          instancePath: instancePath + '/authentication',
          schemaPath: '#/properties/authentication/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
    if (data.role !== undefined) {
      let data4 = data.role
      if (typeof data4 === 'string') {
        if (func2(data4) < 1) {
          const err9 = {
            instancePath: instancePath + '/role',
            schemaPath: '#/properties/role/minLength',
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
          instancePath: instancePath + '/role',
          schemaPath: '#/properties/role/type',
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
    if (data.warehouse !== undefined) {
      let data5 = data.warehouse
      if (typeof data5 === 'string') {
        if (func2(data5) < 1) {
          const err11 = {
            instancePath: instancePath + '/warehouse',
            schemaPath: '#/properties/warehouse/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
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
          instancePath: instancePath + '/warehouse',
          schemaPath: '#/properties/warehouse/type',
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
    if (data.database !== undefined) {
      let data6 = data.database
      if (typeof data6 === 'string') {
        if (func2(data6) < 1) {
          const err13 = {
            instancePath: instancePath + '/database',
            schemaPath: '#/properties/database/minLength',
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
          instancePath: instancePath + '/database',
          schemaPath: '#/properties/database/type',
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
    if (data.schema !== undefined) {
      let data7 = data.schema
      if (typeof data7 === 'string') {
        if (func2(data7) < 1) {
          const err15 = {
            instancePath: instancePath + '/schema',
            schemaPath: '#/properties/schema/minLength',
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
          instancePath: instancePath + '/schema',
          schemaPath: '#/properties/schema/type',
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
    if (data.url !== undefined) {
      let data8 = data.url
      if (typeof data8 === 'string') {
        if (func2(data8) < 1) {
          const err17 = {
            instancePath: instancePath + '/url',
            schemaPath: '#/properties/url/minLength',
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
          instancePath: instancePath + '/url',
          schemaPath: '#/properties/url/type',
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
    let data9 = data.connect_seconds
    if (typeof data9 == 'number') {
      if (data9 < 1 || isNaN(data9)) {
        const err19 = {
          instancePath: instancePath + '/connect_seconds',
          schemaPath: '#/properties/connect_seconds/minimum',
          keyword: 'minimum',
          params: { comparison: '>=', limit: 1 },
          message: 'must be >= 1',
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
        instancePath: instancePath + '/connect_seconds',
        schemaPath: '#/properties/connect_seconds/type',
        keyword: 'type',
        params: { type: 'number' },
        message: 'must be number',
      }
      if (vErrors === null) {
        vErrors = [err20]
      } else {
        vErrors.push(err20)
      }
      errors++
    }
    let data10 = data.statement_timeout_seconds
    if (!(typeof data10 == 'number' && !(data10 % 1) && !isNaN(data10))) {
      const err21 = {
        instancePath: instancePath + '/statement_timeout_seconds',
        schemaPath: '#/properties/statement_timeout_seconds/type',
        keyword: 'type',
        params: { type: 'integer' },
        message: 'must be integer',
      }
      if (vErrors === null) {
        vErrors = [err21]
      } else {
        vErrors.push(err21)
      }
      errors++
    }
    if (typeof data10 == 'number') {
      if (data10 > 604800 || isNaN(data10)) {
        const err22 = {
          instancePath: instancePath + '/statement_timeout_seconds',
          schemaPath: '#/properties/statement_timeout_seconds/maximum',
          keyword: 'maximum',
          params: { comparison: '<=', limit: 604800 },
          message: 'must be <= 604800',
        }
        if (vErrors === null) {
          vErrors = [err22]
        } else {
          vErrors.push(err22)
        }
        errors++
      }
      if (data10 < 1 || isNaN(data10)) {
        const err23 = {
          instancePath: instancePath + '/statement_timeout_seconds',
          schemaPath: '#/properties/statement_timeout_seconds/minimum',
          keyword: 'minimum',
          params: { comparison: '>=', limit: 1 },
          message: 'must be >= 1',
        }
        if (vErrors === null) {
          vErrors = [err23]
        } else {
          vErrors.push(err23)
        }
        errors++
      }
    }
  } else {
    const err24 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err24]
    } else {
      vErrors.push(err24)
    }
    errors++
  }
  validate11.errors = vErrors
  return errors === 0
}
const SNOWFLAKE_AUTHENTICATION_0 = validate12
const schema13 = {
  required: ['method', 'private_key'],
  properties: {
    method: { type: 'string', const: 'key_pair' },
    private_key: { type: 'string', minLength: 1 },
    passphrase: { type: 'string', minLength: 1 },
  },
}
function validate12(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.private_key === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'private_key' },
        message: "must have required property '" + 'private_key' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('key_pair' !== data0) {
        const err3 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'key_pair' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.private_key !== undefined) {
      let data1 = data.private_key
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/private_key',
            schemaPath: '#/properties/private_key/minLength',
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
          instancePath: instancePath + '/private_key',
          schemaPath: '#/properties/private_key/type',
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
    if (data.passphrase !== undefined) {
      let data2 = data.passphrase
      if (typeof data2 === 'string') {
        if (func2(data2) < 1) {
          const err6 = {
            instancePath: instancePath + '/passphrase',
            schemaPath: '#/properties/passphrase/minLength',
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
          instancePath: instancePath + '/passphrase',
          schemaPath: '#/properties/passphrase/type',
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
  }
  validate12.errors = vErrors
  return errors === 0
}
const SNOWFLAKE_AUTHENTICATION_1 = validate13
const schema14 = {
  required: ['method', 'token'],
  properties: { method: { type: 'string', const: 'access_token' }, token: { type: 'string', minLength: 1 } },
}
function validate13(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.token === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'token' },
        message: "must have required property '" + 'token' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('access_token' !== data0) {
        const err3 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'access_token' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.token !== undefined) {
      let data1 = data.token
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/token',
            schemaPath: '#/properties/token/minLength',
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
          instancePath: instancePath + '/token',
          schemaPath: '#/properties/token/type',
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
  validate13.errors = vErrors
  return errors === 0
}
const SNOWFLAKE_AUTHENTICATION_2 = validate14
const schema15 = {
  required: ['method', 'token'],
  properties: { method: { type: 'string', const: 'oauth' }, token: { type: 'string', minLength: 1 } },
}
function validate14(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.token === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'token' },
        message: "must have required property '" + 'token' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('oauth' !== data0) {
        const err3 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'oauth' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.token !== undefined) {
      let data1 = data.token
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/token',
            schemaPath: '#/properties/token/minLength',
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
          instancePath: instancePath + '/token',
          schemaPath: '#/properties/token/type',
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
  validate14.errors = vErrors
  return errors === 0
}
const SNOWFLAKE_AUTHENTICATION_3 = validate15
const schema16 = {
  required: ['method', 'password'],
  properties: { method: { type: 'string', const: 'password' }, password: { type: 'string', minLength: 1 } },
}
function validate15(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.password === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'password' },
        message: "must have required property '" + 'password' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('password' !== data0) {
        const err3 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'password' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.password !== undefined) {
      let data1 = data.password
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/password',
            schemaPath: '#/properties/password/minLength',
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
          instancePath: instancePath + '/password',
          schemaPath: '#/properties/password/type',
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
  validate15.errors = vErrors
  return errors === 0
}
const CHANGES_0 = validate16
const schema17 = { required: ['method'], properties: { method: { type: 'string', const: 'full' } } }
function validate16(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err1 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('full' !== data0) {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'full' },
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
  }
  validate16.errors = vErrors
  return errors === 0
}
const CHANGES_1 = validate17
const schema18 = {
  required: ['method', 'column'],
  properties: {
    method: { type: 'string', const: 'cursor' },
    column: { type: 'string', minLength: 1 },
    lag_seconds: { type: 'number', minimum: 0, default: 120 },
  },
}
function validate17(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.lag_seconds === undefined) {
      data.lag_seconds = 120
    }
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.column === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'column' },
        message: "must have required property '" + 'column' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('cursor' !== data0) {
        const err3 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'cursor' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.column !== undefined) {
      let data1 = data.column
      if (typeof data1 === 'string') {
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/column',
            schemaPath: '#/properties/column/minLength',
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
          instancePath: instancePath + '/column',
          schemaPath: '#/properties/column/type',
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
    let data2 = data.lag_seconds
    if (typeof data2 == 'number') {
      if (data2 < 0 || isNaN(data2)) {
        const err6 = {
          instancePath: instancePath + '/lag_seconds',
          schemaPath: '#/properties/lag_seconds/minimum',
          keyword: 'minimum',
          params: { comparison: '>=', limit: 0 },
          message: 'must be >= 0',
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
        instancePath: instancePath + '/lag_seconds',
        schemaPath: '#/properties/lag_seconds/type',
        keyword: 'type',
        params: { type: 'number' },
        message: 'must be number',
      }
      if (vErrors === null) {
        vErrors = [err7]
      } else {
        vErrors.push(err7)
      }
      errors++
    }
  }
  validate17.errors = vErrors
  return errors === 0
}
const CHANGES_2 = validate18
const schema19 = { required: ['method'], properties: { method: { type: 'string', const: 'diff' } } }
function validate18(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.method === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'method' },
        message: "must have required property '" + 'method' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.method !== undefined) {
      let data0 = data.method
      if (typeof data0 !== 'string') {
        const err1 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/type',
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
      if ('diff' !== data0) {
        const err2 = {
          instancePath: instancePath + '/method',
          schemaPath: '#/properties/method/const',
          keyword: 'const',
          params: { allowedValue: 'diff' },
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
  }
  validate18.errors = vErrors
  return errors === 0
}
export const ACTIVATION: Validator = ACTIVATION_
export const SOURCE: BranchValidators = { snowflake: SOURCE_0 }
export const SNOWFLAKE_AUTHENTICATION: BranchValidators = {
  key_pair: SNOWFLAKE_AUTHENTICATION_0,
  access_token: SNOWFLAKE_AUTHENTICATION_1,
  oauth: SNOWFLAKE_AUTHENTICATION_2,
  password: SNOWFLAKE_AUTHENTICATION_3,
}
export const CHANGES: BranchValidators = { full: CHANGES_0, cursor: CHANGES_1, diff: CHANGES_2 }
