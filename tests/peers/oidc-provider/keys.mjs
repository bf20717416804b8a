// The issuer's signing keys, and the key pairs with which a service signs its client assertions.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const KINDS = {
  RS256: () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ES256: () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: () => crypto.generateKeyPairSync('ed25519').privateKey,
};

/** One fresh private JWK for each algorithm. */
export function newSigningKeys() {
  return Object.entries(KINDS).map(([alg, generate]) => ({
    ...generate().export({ format: 'jwk' }),
    use: 'sig',
    alg,
    kid: `${alg}-${crypto.randomBytes(4).toString('hex')}`,
  }));
}

/** The public JWKs of `folder/client-<alg>.pem`; each file is written once, and a test signs with it. */
export function clientKeys(folder) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return Object.entries(KINDS).map(([alg, generate]) => {
    const kid = `client-${alg.toLowerCase()}`;
    const file = path.join(folder, `${kid}.pem`);
    if (!fs.existsSync(file)) writeOnce(file, generate().export({ type: 'pkcs8', format: 'pem' }));
    return { ...crypto.createPublicKey(fs.readFileSync(file)).export({ format: 'jwk' }), kid, alg, use: 'sig' };
  });
}

// Several issuers may start at once: the file appears whole, and the first one wins.
function writeOnce(file, text) {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(draft);
  }
}
