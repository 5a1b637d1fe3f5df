/** What may go wrong with a request of the Track API. */
export const FAULTS = [
  'rate_limit',
  'rate_limit_with_wait',
  'error_500',
  'error_502',
  'error_503',
  'reset_before',
  'reset_after',
  'timeout',
  'slow_body',
  'html_page',
  'redirect',
  'sparse_207',
] as const

export type Fault = (typeof FAULTS)[number]

/** How often each fault happens, from 0 to 1, and which come first, request by request. */
export interface FaultPlan {
  readonly rates?: Readonly<Partial<Record<Fault, number>>>
  /** Taken one a request before the rates; undefined lets a request through. */
  readonly script?: readonly (Fault | undefined)[]
}

/** Decides for each request. The order of decisions follows from the seed alone. */
export class FaultSource {
  private readonly script: (Fault | undefined)[]

  constructor(
    private readonly plan: FaultPlan,
    private readonly random: () => number,
  ) {
    this.script = [...(plan.script ?? [])]
  }

  next(): Fault | undefined {
    if (this.script.length > 0) return this.script.shift()
    let dice = this.random()
    for (const fault of FAULTS) {
      const rate = this.plan.rates?.[fault] ?? 0
      if (dice < rate) return fault
      dice -= rate
    }
    return undefined
  }
}
