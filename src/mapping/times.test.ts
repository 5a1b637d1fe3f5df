import fc from 'fast-check'
import { DateTime } from 'luxon'
import { createIsoReader, readIsoDate } from './times'
import { compileFormat, createWallClock, isYearInRange } from './zones'

const readIsoTime = (text: string, zone: string) => createIsoReader(createWallClock(zone)).readText(text)

describe('times without a zone', () => {
  it('agrees with luxon on any wall clock that exists once', () => {
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
      'UTC',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000_000_000 }), (zone, instant) => {
        const local = DateTime.fromSeconds(instant, { zone })
        const read = readIsoTime(local.toFormat("yyyy-MM-dd'T'HH:mm:ss"), zone) as number
        // A wall clock that came twice is read as the earlier of the two.
        expect(
          read === instant ||
            (read < instant &&
              DateTime.fromSeconds(read, { zone }).toFormat('HH:mm:ss') === local.toFormat('HH:mm:ss')),
        ).toBe(true)
      }),
    )
  })

  it.each([
    ['a gap moves forward', '2026-03-08T02:30:00', 'America/New_York', '2026-03-08T07:30:00Z'],
    ['an overlap is the earlier instant', '2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['a gap moves forward', '2026-03-29T02:00:00', 'Europe/Berlin', '2026-03-29T01:00:00Z'],
    ['an overlap is the earlier instant', '2026-10-25T02:00:00', 'Europe/Berlin', '2026-10-25T00:00:00Z'],
    ['the end of an overlap', '2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00Z'],
    ['a gap after Ramadan', '2026-03-22T02:30:00', 'Africa/Casablanca', '2026-03-22T02:30:00Z'],
    ['an overlap before Ramadan', '2026-02-15T02:30:00', 'Africa/Casablanca', '2026-02-15T01:30:00Z'],
    ['a day that was left out', '2011-12-30T12:00:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
    ['a date whose midnight was left out', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['a gap of half an hour', '2026-10-04T02:15:00', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z'],
    ['an overlap of half an hour', '2026-04-05T01:45:00', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
  ])('%s', (_, text, zone, instant) => {
    expect(readIsoTime(text, zone)).toBe(Date.parse(instant) / 1000)
  })

  it('are read alike however often, and however many days came between', () => {
    const read = createWallClock('Asia/Kathmandu')
    const noons = () => Array.from({ length: 11_000 }, (_, day) => read(day * 86_400 + 43_200))
    const first = noons()
    expect(noons()).toEqual(first)
  })
})

describe('ISO 8601', () => {
  const offsets = ['Z', '+05', '+0530', '-05:30', ' +02:00', 'UTC', 'z']

  it('agrees with luxon, whatever the separator, fraction and offset', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -62_135_500_000, max: 253_402_200_000 }),
        fc.constantFrom('T', ' '),
        fc.constantFrom('', '.0', '.5', '.999999', '.123456789012'),
        fc.constantFrom(...offsets),
        (instant, separator, fraction, offset) => {
          const wallClock = DateTime.fromSeconds(instant, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm:ss")
          const text = `${wallClock.replace('T', separator)}${fraction}${offset}`
          const plain = offset.trim().replace('UTC', 'Z').toUpperCase()
          expect(readIsoTime(text, 'Asia/Tokyo')).toBe(DateTime.fromISO(`${wallClock}${plain}`).toSeconds())
        },
      ),
    )
  })

  it('agrees with luxon on which dates there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(14), fc.nat(33), (year, month, day) => {
        const text = [year, month, day].map((part, index) => `${part}`.padStart(index === 0 ? 4 : 2, '0')).join('-')
        const date = DateTime.fromISO(text, { zone: 'utc' })
        expect(readIsoDate(text)).toBe(date.isValid ? date.toSeconds() : undefined)
      }),
    )
  })

  it('never throws, and knows nothing outside the years 1 to 9999', () => {
    const digits = fc.stringMatching(/^[0-9T:.Z+ -]{0,30}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        const read = readIsoTime(text, 'UTC')
        expect(read === undefined || isYearInRange(read)).toBe(true)
      }),
    )
  })
})

describe('formats', () => {
  it.each(['dd/MM/yyyy HH:mm:ss', 'yyyyMMddHHmmss', "LLL d, yyyy 'at' h:mm:ss a", "EEE dd-MM-yyyy 'Z' HH.mm.ss"])(
    '%s is read back in any zone',
    (format) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (instant) => {
          const local = DateTime.fromSeconds(instant, { zone: 'utc', locale: 'en' })
          const text = local.toFormat(format)
          const berlin = createWallClock('Europe/Berlin')
          expect(compileFormat(format, createWallClock('UTC'))(text)).toBe(instant)
          expect(compileFormat(format, berlin)(text)).toBe(berlin(instant))
        }),
      )
    },
  )

  it.each(['ZZ', 'ZZZ', 'z'])('a zone in the text (%s) counts, even where it is UTC', (token) => {
    const read = compileFormat(`yyyy-MM-dd HH:mm ${token}`, createWallClock('America/New_York'))
    for (const zone of ['utc', 'Europe/Berlin']) {
      const time = DateTime.fromISO('2026-07-01T10:00', { zone })
      expect(read(time.toFormat(`yyyy-MM-dd HH:mm ${token}`))).toBe(time.toSeconds())
    }
  })

  it.each([
    ['HH:mm', '10:00'],
    ["dd.MM. 'year'", '01.02. year'],
    ['yyyy-MM-dd', '2026-02-30'],
    ['yyyy-MM-dd', ''],
    ['yyyyyy', '012345'],
  ])('%s reads no time from %j', (format, text) =>
    expect(compileFormat(format, createWallClock('UTC'))(text)).toBeUndefined(),
  )
})
