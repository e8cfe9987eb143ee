import { readFileSync } from 'node:fs'
import { CORE_SCHEMA, load } from 'js-yaml'

/** The least that any reader of the file does: js-yaml with its own core schema. Argument: the file. */
load(readFileSync(process.argv[2] ?? '', 'utf8'), { schema: CORE_SCHEMA })
