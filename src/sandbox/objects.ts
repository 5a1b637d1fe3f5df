import type { ActivityLog } from './activities'
import type { Settings } from './settings'
import { isObject, setAttributes, textOf, type Attributes } from './values'

export interface StoredObject {
  readonly typeId: string
  readonly objectId: string
  /** Assigned by Customer.io; never changes. */
  readonly cioObjectId: string
  readonly attributes: Attributes
}

/** The identifiers of an object in an operation. */
export type ObjectRef = { readonly typeId: string; readonly objectId: string } | { readonly cioObjectId: string }

/** Maximum size of all attributes of one object (Track API reference: 100 kilobytes). */
const MAX_BYTES = 100_000

/** Objects and their types. */
export class Objects {
  private readonly byKey = new Map<string, StoredObject>()
  private readonly byCioId = new Map<string, StoredObject>()
  readonly types = new Map<string, string>([['1', 'Companies']])
  private minted = 0
  private createdTypes = 0

  constructor(
    private readonly settings: Settings,
    private readonly activities: ActivityLog,
  ) {}

  get all(): Iterable<StoredObject> {
    return this.byKey.values()
  }

  get size(): number {
    return this.byKey.size
  }

  get(key: string): StoredObject | undefined {
    return this.byKey.get(key)
  }

  find(ref: ObjectRef): StoredObject | undefined {
    return 'cioObjectId' in ref ? this.byCioId.get(ref.cioObjectId) : this.byKey.get(`${ref.typeId}/${ref.objectId}`)
  }

  /** Finds or creates the object; undefined if it may not be created (unknown cio_object_id, too many types). */
  findOrNew(ref: ObjectRef, at: number): StoredObject | undefined {
    const known = this.find(ref)
    if (known !== undefined || 'cioObjectId' in ref) return known
    const { typeId, objectId } = ref
    if (!this.types.has(typeId)) {
      if (this.createdTypes >= this.settings.maxObjectTypes) return undefined
      this.createdTypes++
      this.types.set(typeId, `Object type ${typeId}`)
    }
    const cioObjectId = `obb7${(++this.minted).toString(16).padStart(8, '0')}`
    const object: StoredObject = { typeId, objectId, cioObjectId, attributes: new Map() }
    this.byKey.set(keyOf(object), object)
    this.byCioId.set(cioObjectId, object)
    this.note('create', object, at)
    return object
  }

  /** null and "" remove an attribute of an object (documented). */
  set(object: StoredObject, values: Readonly<Record<string, unknown>>, at: number): void {
    const before = new Map(object.attributes)
    const overLimit = setAttributes(object.attributes, values, at, true, this.settings.attributesPerProfile)
    if (weigh(object.attributes) > MAX_BYTES) {
      object.attributes.clear()
      for (const [name, stored] of before) object.attributes.set(name, stored)
      this.note('failed_attribute_change', object, at, { reason: `more than ${MAX_BYTES} bytes of attributes` })
      return
    }
    for (const name of overLimit) {
      this.note('failed_attribute_change', object, at, { [name]: { reason: 'too many attributes' } })
    }
    this.note('attribute_change', object, at, values)
  }

  remove(object: StoredObject, at: number): void {
    this.byKey.delete(keyOf(object))
    this.byCioId.delete(object.cioObjectId)
    this.note('delete', object, at)
  }

  private note(what: string, object: StoredObject, at: number, data: Readonly<Record<string, unknown>> = {}): void {
    const type = `_o:${object.typeId}:${what}`
    this.activities.add({ type, name: object.objectId, customer: undefined, timestamp: at, data })
  }
}

export function keyOf({ typeId, objectId }: Pick<StoredObject, 'typeId' | 'objectId'>): string {
  return `${typeId}/${objectId}`
}

/** Reads `{object_type_id, object_id}` or `{cio_object_id}`. */
export function objectRef(identifiers: unknown): ObjectRef {
  const named = isObject(identifiers) ? identifiers : {}
  if (named['cio_object_id'] !== undefined) return { cioObjectId: textOf(named['cio_object_id']) }
  return { typeId: textOf(named['object_type_id']), objectId: textOf(named['object_id']) }
}

function weigh(attributes: Attributes): number {
  let bytes = 0
  for (const [name, { value }] of attributes) bytes += Buffer.byteLength(name) + Buffer.byteLength(textOf(value))
  return bytes
}
