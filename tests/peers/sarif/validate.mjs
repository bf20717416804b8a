// What is wrong with the SARIF log on stdin by the JSON schema in the file that is named, as README.md says.

import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

// one pattern of the schema has a bracket too many, which only expressions without the flag u forgive
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false })
addFormats.default(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(process.argv[2], 'utf8')))
const faults = validate(JSON.parse(await text(process.stdin))) ? [] : validate.errors
console.log(JSON.stringify(faults.map(({ instancePath, message }) => `${instancePath} ${message}`)))
