import { ConfigError } from '../core/errors'
import { createRecordReader, FAST_PATH_VARIABLE } from './create-record-reader'
import { parsingReader } from '../airbyte/fast-path/record-reader'
import { TemplateReader } from '../airbyte/fast-path/template-reader'

describe('createRecordReader', () => {
  it.each([undefined, '', 'on'])('reads with templates if the variable is %j', (value) => {
    expect(createRecordReader({ [FAST_PATH_VARIABLE]: value })).toBeInstanceOf(TemplateReader)
  })

  it('parses every line if the variable is "off"', () => {
    expect(createRecordReader({ [FAST_PATH_VARIABLE]: 'off' })).toBe(parsingReader)
  })

  it.each(['OFF', '0', 'false', ' off'])('refuses the value %j without repeating it', (value) => {
    expect(() => createRecordReader({ [FAST_PATH_VARIABLE]: value })).toThrow(ConfigError)
    expect(() => createRecordReader({ [FAST_PATH_VARIABLE]: value })).toThrow(/has an unknown value. Fix: set it to on/)
  })
})
