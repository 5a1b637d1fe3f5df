import { isObject } from '../lib/is-object'
import type { Change, PatchOperation, RuleRef } from './fix'

/** A configuration as the user wrote it: the connector's options, or activation.yml. */
export interface ConfigDocument {
  readonly kind: 'config' | 'activation'
  readonly value: Readonly<Record<string, unknown>>
}

type Path = readonly (string | number)[]

/**
 * The JSON Patch that makes a change in a document. `test` operations name what it relies on, so that it fails on another
 * document. Undefined where the document has no place for it, such as a stream without a rule.
 */
export function toPatch(change: Change, document: ConfigDocument): readonly PatchOperation[] | undefined {
  const options: Path = document.kind === 'config' ? [] : ['destination']
  switch (change.kind) {
    case 'option':
      return setIn(document, [...options, ...change.path], change.value)
    case 'attribute':
      return setAttribute(document, [...options, 'attributes'], change)
    case 'null_percent':
      return setListed(document, [...options, 'guards', 'max_null_percent'], 'attribute', change.attribute, {
        percent: change.percent,
      })
    case 'rule': {
      const place = ruleAt(document, change.rule)
      if (place === undefined) return undefined
      const sets = Object.entries(change.options).flatMap(([name, value]) =>
        setIn(document, [...place.rule, name], value),
      )
      return [place.test, ...sets]
    }
    case 'rule_columns': {
      const place = ruleAt(document, change.rule)
      const path = [...(place?.rule ?? []), 'columns', change.list]
      return place && [place.test, ...addItem(document, path, change.item)]
    }
  }
}

/** The steps of a JSON Pointer. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

export function valueAt({ value }: ConfigDocument, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step], value)
}

/** Sets an option, with the groups around it; an undefined value removes it. */
export function setIn(document: ConfigDocument, path: Path, value: unknown): readonly PatchOperation[] {
  const present = valueAt(document, path)
  const at = pointerOf(path)
  if (value === undefined) return removeFrom(document, path)
  if (JSON.stringify(present) === JSON.stringify(value)) return [{ op: 'test', path: at, value }]
  if (present !== undefined && present !== null)
    return [
      { op: 'test', path: at, value: present },
      { op: 'replace', path: at, value },
    ]
  return [...groupsAround(document, path), { op: 'add', path: at, value }]
}

/** Removes an option, which the document may lack. */
export function removeFrom(document: ConfigDocument, path: Path): readonly PatchOperation[] {
  return valueAt(document, path) === undefined ? [] : [{ op: 'remove', path: pointerOf(path) }]
}

/** Adds the missing groups around an option. */
function groupsAround(document: ConfigDocument, path: Path): readonly PatchOperation[] {
  return path.slice(0, -1).flatMap((_, index): readonly PatchOperation[] => {
    const group = path.slice(0, index + 1)
    const present = valueAt(document, group)
    return present === undefined || present === null ? [{ op: 'add', path: pointerOf(group), value: {} }] : []
  })
}

function addItem(document: ConfigDocument, path: Path, item: unknown): readonly PatchOperation[] {
  return Array.isArray(valueAt(document, path))
    ? [{ op: 'add', path: `${pointerOf(path)}/-`, value: item }]
    : setIn(document, path, [item])
}

/** Sets members of the item of a list that `name` and `key` identify, or adds the item. */
function setListed(
  document: ConfigDocument,
  path: Path,
  name: string,
  key: string,
  members: Readonly<Record<string, unknown>>,
): readonly PatchOperation[] {
  const list = valueAt(document, path)
  const index = Array.isArray(list) ? list.findIndex((item: unknown) => isObject(item) && item[name] === key) : -1
  if (index < 0) return addItem(document, path, { [name]: key, ...members })
  const item = [...path, index]
  const sets = Object.entries(members).flatMap(([member, value]) => setIn(document, [...item, member], value))
  return [{ op: 'test', path: pointerOf([...item, name]), value: key }, ...sets]
}

function setAttribute(
  document: ConfigDocument,
  path: Path,
  { attribute, stream, rule }: Extract<Change, { kind: 'attribute' }>,
): readonly PatchOperation[] {
  const list = valueAt(document, path)
  const rules = Array.isArray(list) ? (list as unknown[]) : []
  const indexOf = (of: string | undefined) =>
    rules.findIndex((one) => isObject(one) && one['attribute'] === attribute && (one['stream'] ?? undefined) === of)
  const index = indexOf(stream) < 0 ? indexOf(undefined) : indexOf(stream)
  if (index < 0) return addItem(document, path, { attribute, ...rule })
  const item = [...path, index]
  return [
    { op: 'test', path: pointerOf([...item, 'attribute']), value: attribute },
    ...Object.entries(rule).flatMap(([name, value]) => setIn(document, [...item, name], value)),
  ]
}

/** Where the rule of a stream is, with the operation that proves it. */
function ruleAt(
  document: ConfigDocument,
  { stream, namespace }: RuleRef,
): { readonly rule: Path; readonly test: PatchOperation } | undefined {
  const [list, name] = document.kind === 'config' ? ['streams', 'stream'] : ['models', 'name']
  const items = document.value[list]
  if (!Array.isArray(items)) return undefined
  const candidates = [...items.entries()].filter(([, item]) => isObject(item) && item[name] === stream)
  const [index] =
    candidates.find(([, item]) => isObject(item) && item['namespace'] === (namespace ?? '')) ??
    candidates.find(([, item]) => isObject(item) && (item['namespace'] ?? null) === null) ??
    []
  if (index === undefined) return undefined
  return {
    rule: document.kind === 'config' ? [list, index] : [list, index, 'rule'],
    test: { op: 'test', path: pointerOf([list, index, name]), value: stream },
  }
}
