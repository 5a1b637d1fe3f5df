import { utf8Bytes } from '../../lib/bytes'
import type { JsonWriter } from '../../lib/json-writer'
import type { ItemJson } from '../../mapping/mapped-item'

/** JSON of an item that is a text, and stays valid. */
export class TextJson implements ItemJson {
  readonly bytes: number

  constructor(private readonly text: string) {
    this.bytes = utf8Bytes(text)
  }

  copyTo(out: JsonWriter): void {
    out.append(this.text)
  }

  toString(): string {
    return this.text
  }
}
