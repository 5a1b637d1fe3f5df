#!/usr/bin/env node
import { contextOf, endProcess } from './airbyte/node-process'
import { runCommand } from './cli/index'

const [command, ...args] = process.argv.slice(2)

void runCommand(command, contextOf(process, args)).then((exitCode) => endProcess(process, exitCode))
