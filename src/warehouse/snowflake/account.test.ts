import { readAccount } from './account'

const COM = 'https://myorg-myaccount.snowflakecomputing.com'

describe('readAccount', () => {
  it.each([
    ['myorg-myaccount', 'myorg-myaccount', COM],
    [' myorg-myaccount\n', 'myorg-myaccount', COM],
    ['MYORG.MYACCOUNT', 'MYORG-MYACCOUNT', COM],
    ['myorg-my_account', 'myorg-my_account', 'https://myorg-my-account.snowflakecomputing.com'],
    ['MYORG.MY_ACCOUNT', 'MYORG-MY_ACCOUNT', 'https://myorg-my-account.snowflakecomputing.com'],
    ['myorg-myaccount.snowflakecomputing.com', 'myorg-myaccount', COM],
    ['https://myorg-myaccount.snowflakecomputing.com', 'myorg-myaccount', COM],
    ['https://myorg-myaccount.snowflakecomputing.com/console/login#/', 'myorg-myaccount', COM],
    ['HTTPS://MYORG-MYACCOUNT.SNOWFLAKECOMPUTING.COM:443', 'myorg-myaccount', COM],
    ['https://app.snowflake.com/myorg/myaccount/', 'myorg-myaccount', COM],
    ['app.snowflake.com/myorg/myaccount/#/homepage', 'myorg-myaccount', COM],
    [
      'https://app.snowflake.com/eu-central-1/xy12345',
      'xy12345.eu-central-1',
      'https://xy12345.eu-central-1.snowflakecomputing.com',
    ],
    ['xy12345', 'xy12345', 'https://xy12345.snowflakecomputing.com'],
    ['xy12345.eu-central-1', 'xy12345.eu-central-1', 'https://xy12345.eu-central-1.snowflakecomputing.com'],
    [
      'xy12345.west-europe.azure',
      'xy12345.west-europe.azure',
      'https://xy12345.west-europe.azure.snowflakecomputing.com',
    ],
    ['xy12345.us-central1.gcp', 'xy12345.us-central1.gcp', 'https://xy12345.us-central1.gcp.snowflakecomputing.com'],
    [
      'myorg-myaccount.privatelink',
      'myorg-myaccount.privatelink',
      'https://myorg-myaccount.privatelink.snowflakecomputing.com',
    ],
    [
      'MYORG.MYACCOUNT.privatelink',
      'MYORG-MYACCOUNT.privatelink',
      'https://myorg-myaccount.privatelink.snowflakecomputing.com',
    ],
    [
      'https://xy12345.eu-central-1.privatelink.snowflakecomputing.com',
      'xy12345.eu-central-1.privatelink',
      'https://xy12345.eu-central-1.privatelink.snowflakecomputing.com',
    ],
    ['myaccount-abc123.global', 'myaccount-abc123.global', 'https://myaccount-abc123.global.snowflakecomputing.com'],
    [
      'xy12345.cn-northwest-1.aws',
      'xy12345.cn-northwest-1.aws',
      'https://xy12345.cn-northwest-1.aws.snowflakecomputing.cn',
    ],
    ['myorg-myaccount.snowflakecomputing.cn', 'myorg-myaccount', 'https://myorg-myaccount.snowflakecomputing.cn'],
  ])('reads %j', (text, identifier, address) => expect(readAccount(text)).toEqual({ identifier, address }))

  it.each([
    '',
    '.',
    'my org',
    'myorg..myaccount',
    '-myorg',
    'myorg/myaccount',
    'ftp://myorg-myaccount.snowflakecomputing.com',
    'http://myorg-myaccount.snowflakecomputing.com',
    'https://snowflakecomputing.com',
    'https://example.com',
    'https://myorg-myaccount.snowflakecomputing.com.example.com',
    'https://app.snowflake.com',
    'https://app.snowflake.com/myorg',
    '.snowflakecomputing.com',
  ])('does not read %j', (text) => expect(readAccount(text)).toBeUndefined())
})
