import { ListIndex } from './list-index'

describe('ListIndex', () => {
  it('finds the items of a key in the order of the list, and reads each list once', () => {
    let reads = 0
    const index = new ListIndex<{ readonly name: string; readonly n: number }>(({ name }) => (reads++, name))
    const list = ['a', 'b', 'a', 'constructor'].map((name, n) => ({ name, n }))
    expect(index.find(list, 'a').map(({ n }) => n)).toEqual([0, 2])
    expect(index.find(list, 'constructor').map(({ n }) => n)).toEqual([3])
    expect(index.find(list, 'toString')).toEqual([])
    expect(reads).toBe(4)
    expect(index.find([{ name: 'b', n: 9 }], 'b').map(({ n }) => n)).toEqual([9])
  })
})
