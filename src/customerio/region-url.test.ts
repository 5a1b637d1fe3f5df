import { findRegion } from './region'

describe('findRegion', () => {
  it.each(['http://host:99999', 'http://', 'host', 'ftp://host', 'https://user:secret@host:70000/'])(
    'refuses the URL %s as a configuration error that does not repeat it',
    async (url) => {
      const keys = { siteId: 'a', apiKey: 'b', region: 'auto', userAgent: 'test' } as const
      for (const urls of [
        { trackUrl: url, appUrl: undefined },
        { trackUrl: undefined, appUrl: url },
      ])
        await expect(findRegion({ ...keys, ...urls })).rejects.toMatchObject({
          failureType: 'config_error',
          message: expect.not.stringContaining('secret') as string,
        })
    },
  )
})
