import type { Expected } from '../expected'

/** `a number`, `an ISO 8601 time or a number of milliseconds`: what follows "is not" and "expected". */
export function expectedText({ type, format, unit, values = [] }: Expected): string {
  switch (type) {
    case 'text':
      return 'text, a number or a boolean'
    case 'number':
      return 'a number'
    case 'integer':
      return 'a number without a fraction'
    case 'boolean':
      return 'true or false'
    case 'date':
      return 'an ISO date'
    case 'timestamp': {
      const layout = format === undefined ? 'an ISO 8601 time' : `a time in the format ${format}`
      return unit === undefined ? layout : `${layout} or a number of ${unit}`
    }
    case 'unix_seconds':
      return 'a number of unix seconds; an attribute rule with the type timestamp converts times and other units'
    case 'time_zone':
      return 'the name of a time zone such as Europe/Berlin'
    case 'json':
      return 'JSON'
    case 'subscription_flag':
      return 'true, false, 1 or 0, and Customer.io reads any other value as subscribed'
    case 'subscription_preferences':
      return 'an object such as {"topics": {"topic_1": true}, "channels": {"email": false}}, with booleans only'
    case 'deletion_mark':
      return 'a time, a number, true or false that marks a deleted row'
    case 'counting_number':
      return 'a whole number from 1 on'
    case 'one_of':
      return values.length < 2
        ? values.join()
        : `${values.slice(0, -1).join(', ')} or ${values[values.length - 1] ?? ''}`
  }
}
