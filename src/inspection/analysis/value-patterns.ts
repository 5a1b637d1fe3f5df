import {
  EPOCH_MILLISECONDS,
  ISO_TIME_START,
  MAX_MISSING_VALUE_WORD,
  MISSING_VALUE_WORDS,
} from '../../core/value-patterns'
import { createIsoReader } from '../../mapping/times'
import { createWallClock } from '../../mapping/zones'
import type { ValuePatterns } from './profile'

const LOCAL_DATE = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})($|[ T,])/
/** Without leading zeros, which postal codes and account numbers have, and with at most the digits of a double. */
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/

/** Counts the values of one column that match each pattern. It receives only values that are not null. */
export class PatternProfiler {
  private times = 0
  private localDates = 0
  private maxFirst = 0
  private maxSecond = 0
  private separator: string | undefined
  private epochMs = 0
  private json = 0
  private dayFirst = 0
  private monthFirst = 0
  private readonly readTime: (text: string) => number | undefined
  private numbers = 0
  private booleans = 0
  private nullWords = 0
  private padded = 0

  /** `timeZone`: IANA name, for times without a zone. */
  constructor(timeZone: string) {
    this.readTime = createIsoReader(createWallClock(timeZone)).readText
  }

  see(value: unknown): void {
    if (typeof value === 'number') {
      if (isEpochMilliseconds(value) && Number.isInteger(value)) this.epochMs++
    } else if (typeof value === 'string') this.seeText(value)
  }

  get result(): ValuePatterns {
    const known = this.maxFirst > 12 !== this.maxSecond > 12
    return {
      times: this.times,
      local_dates: this.localDates,
      day_first: known ? this.maxFirst > 12 : null,
      local_separator: this.separator ?? null,
      local_unreadable: this.localDates - (this.maxFirst > 12 ? this.dayFirst : this.monthFirst),
      epoch_milliseconds: this.epochMs,
      json: this.json,
      numbers: this.numbers,
      booleans: this.booleans,
      null_words: this.nullWords,
      padded: this.padded,
    }
  }

  private seeText(text: string): void {
    const trimmed = text.trim()
    if (trimmed.length !== text.length) this.padded++
    if (trimmed.length <= MAX_MISSING_VALUE_WORD) this.seeWord(trimmed.toLowerCase())
    const first = trimmed.charCodeAt(0)
    if (first === 0x7b || first === 0x5b) this.seeJson(trimmed)
    else if (NUMBER.test(trimmed)) {
      const number = Number(trimmed)
      if (isEpochMilliseconds(number)) this.epochMs++
      else this.numbers++
    } else if (ISO_TIME_START.test(trimmed)) {
      if (this.readTime(trimmed) !== undefined) this.times++
    } else this.seeLocalDate(trimmed)
  }

  private seeWord(word: string): void {
    if (MISSING_VALUE_WORDS.has(word)) this.nullWords++
    else if (word === 'true' || word === 'false') this.booleans++
  }

  private seeJson(text: string): void {
    try {
      JSON.parse(text)
      this.json++
    } catch {
      // Not JSON, although it begins like an object or a list.
    }
  }

  private seeLocalDate(text: string): void {
    const match = LOCAL_DATE.exec(text)
    if (match === null) return
    this.localDates++
    this.separator ??= match[2]
    const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])]
    this.maxFirst = Math.max(this.maxFirst, first)
    this.maxSecond = Math.max(this.maxSecond, second)
    // A layout of a date alone reads no time.
    if (match[5] !== '') return
    if (isDay(year, second, first)) this.dayFirst++
    if (isDay(year, first, second)) this.monthFirst++
  }
}

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && day >= 1 && new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1
}

function isEpochMilliseconds(value: number): boolean {
  return value >= EPOCH_MILLISECONDS.min && value <= EPOCH_MILLISECONDS.max
}
