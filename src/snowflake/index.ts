export { connect, Warehouse, type ConnectOptions, type Statement, type StatementResult } from './connect'
export { describeRelation, readRows } from './relation'
export { contractType, schemaOf, type Cell, type Column, type ColumnKind } from './types'
export { keyText, quoteName, quoteText, textOf } from './sql'
