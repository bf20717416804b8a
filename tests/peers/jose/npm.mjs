// The npm package jose, asked in lines of JSON as README.md says.

import {
  CompactSign, compactVerify, createLocalJWKSet, exportJWK, exportPKCS8, exportSPKI, generateKeyPair, importPKCS8,
  importSPKI, jwtVerify,
} from 'jose'
import { createInterface } from 'node:readline'

const KNOWN = /^((HS|RS|PS|ES)(256|384|512)|EdDSA|Ed25519)$/
const keys = new Map()

const programs = {
  async make({ alg }) {
    if (!KNOWN.test(alg) || alg.startsWith('HS')) return { unknown: alg }
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    return { jwk: await exportJWK(privateKey), pem: await exportPKCS8(privateKey), public_pem: await exportSPKI(publicKey) }
  },

  async sign({ key, algs, header, claims }) {
    const alg = algs.find((name) => KNOWN.test(name))
    if (!alg) return { unknown: algs }
    const payload = new TextEncoder().encode(JSON.stringify(claims))
    const signer = new CompactSign(payload).setProtectedHeader({ alg, ...header })
    return { token: await signer.sign(await keyOf(key, alg, importPKCS8)) }
  },

  async verify({ key, algs, token, check }) {
    const algorithms = algs.filter((name) => KNOWN.test(name))
    if (!algorithms.length) return { unknown: algs }
    try {
      const trusted = await keyOf(key, algorithms[0], importSPKI)
      if (check) {
        const { issuer, audience, now } = check
        await jwtVerify(token, trusted, { algorithms, issuer, audience, currentDate: new Date(now * 1000) })
      } else {
        await compactVerify(token, trusted, { algorithms })
      }
      return { valid: true }
    } catch (why) {
      return { valid: false, why: `${why.code ?? why.name}: ${why.message}`.slice(0, 200) }
    }
  },
}

async function keyOf(key, alg, importPem) {
  const name = JSON.stringify([key, alg])
  if (!keys.has(name)) keys.set(name, await read(key, alg, importPem))
  return keys.get(name)
}

// A JWK is given as it is, so that its use, key_ops and alg are looked at too.
function read(key, alg, importPem) {
  if (key.keys) return createLocalJWKSet(key)
  if (typeof key !== 'string') return key
  return alg.startsWith('HS') ? new TextEncoder().encode(key) : importPem(key, alg)
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  process.stdout.write(`${JSON.stringify(await programs[request.do](request))}\n`)
}
