import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LosslessNumber } from '../lib/json'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'
import { createRowRef, createRow, createStream } from '../delivery/testing/row-factories'
import { GroupCommit } from './group-commit'
import { LocalRejectedRowStore, probeDirectory } from './local-store'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rejects-'))
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

function refOf(stream: SourceStream, position: number, data: Record<string, unknown>): RowRef {
  return {
    ...createRowRef(stream, position),
    key: `k${position}`,
    row: { ...createRow(stream, data), emittedAtMs: 7, nulled: ['gone'] },
  }
}

describe('LocalRejectStore', () => {
  it('stores rows as JSON Lines below the job, its namespace and its stream, with every digit', async () => {
    const store = new LocalRejectedRowStore(directory, '42', 'a1')
    const people = {
      ...createStream('people'),
      namespace: 'marketing',
      columns: new Map([['id', { type: 'string', format: 'date' }]]),
      primaryKey: ['id'],
    }
    await Promise.all([
      store.store(refOf(people, 1, { n: new LosslessNumber('12345678901234567890') }), {
        code: 'invalid_email',
        field: 'email',
      }),
      store.store(refOf(people, 2, { name: 'Zoë\n' }), {
        code: 'refused_by_customer_io',
        reply: { status: 400 },
        detail: 'said',
      }),
    ])
    await store.store(refOf(createStream('events'), 1, {}), { code: 'future_event', limit: 60 })
    await store.close()
    const lines = (await readFile(join(directory, '42', 'marketing', 'people', 'rejected-a1-1.jsonl'), 'utf8')).split(
      '\n',
    )
    expect(lines).toEqual([
      '{"stream":"people","namespace":"marketing","position":1,"key":"k1","code":"invalid_email","message":"email is not a valid email address.","field":"email","detail":null,"emitted_at":7,"nulled":["gone"],"data":{"n":12345678901234567890},"configured_stream":{"stream":{"name":"people","namespace":"marketing","json_schema":{"type":"object","properties":{"id":{"type":"string","format":"date"}}}},"sync_mode":"incremental","destination_sync_mode":"append","primary_key":[["id"]],"destination_object_name":null}}',
      '{"stream":"people","namespace":"marketing","position":2,"key":"k2","code":"refused_by_customer_io","message":"Customer.io refused the row (HTTP 400, no reason given).","field":null,"detail":"said","emitted_at":7,"nulled":["gone"],"data":{"name":"Zoë\\n"}}',
      '',
    ])
    expect(await readdir(join(directory, '42', 'events'))).toEqual(['rejected-a1-2.jsonl'])
  })

  it('never leaves its folder, whatever a stream is called', async () => {
    const store = new LocalRejectedRowStore(directory, '1', 'a')
    for (const name of ['..', '../../up', 'a/b', '', '.']) {
      await store.store(refOf(createStream(name), 1, {}), { code: 'invalid_value' })
    }
    await store.close()
    expect(await readdir(directory)).toEqual(['1'])
    expect((await readdir(join(directory, '1'))).sort()).toEqual(['%2E', '%2E.', '%2E..', '..%2F..%2Fup', 'a%2Fb'])
  })

  it('says which folder cannot be used, and whether trying again helps', async () => {
    await writeFile(join(directory, 'file'), '')
    const store = new LocalRejectedRowStore(join(directory, 'file'), '1', 'a')
    await expect(store.store(refOf(createStream('s'), 1, {}), { code: 'invalid_value' })).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('ENOTDIR') as string,
    })
    await store.close()
  })
})

describe('probeDirectory', () => {
  it('leaves no file in a folder in which rows can be stored', async () => {
    await probeDirectory(join(directory, 'new'))
    expect(await readdir(join(directory, 'new'))).toEqual([])
  })

  it('fails with the reason where they cannot', async () => {
    await writeFile(join(directory, 'file'), '')
    await chmod(join(directory, 'file'), 0o600)
    await expect(probeDirectory(join(directory, 'file', 'below'))).rejects.toThrow('ENOTDIR')
  })
})

describe('GroupCommit', () => {
  it('commits lines that come together at once, and fails only those of a failed commit', async () => {
    const commits: string[] = []
    const group = new GroupCommit((lines) => {
      commits.push(lines)
      return lines.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve()
    })
    await Promise.all([group.add('a'), group.add('b')])
    await expect(group.add('bad')).rejects.toThrow('no')
    await group.add('c')
    await group.idle()
    expect(commits).toEqual(['ab', 'bad', 'c'])
  })
})
