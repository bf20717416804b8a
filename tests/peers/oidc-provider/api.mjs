// A protected API. JWT access tokens are checked against the issuer's keys, opaque ones by introspection (RFC 7662).
//
// /public                    needs nothing
// /api/…                     any access token for <self>/api; below it /read, /write and /admin need that scope
// /es256/… /eddsa/… /opaque/…  the same, each with its own audience
// /flaky?n=1                 refuses the first n calls, whatever the token
// /refuse/…                  refuses every call
// /bounce?to=URL&status=302  answers a call with a redirect
// /stream?bytes=N            a body of N bytes; a POST is counted as it comes and never held in memory
//
// POST /_test {"nonces": …} says which nonce a DPoP proof must carry (RFC 9449 section 9): none (the default), "steady"
// the same one for all, "once" each for one proof, with the next one on every answer, "never" none is good enough
import crypto from 'node:crypto';
import http from 'node:http';
import { Readable } from 'node:stream';
import { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, jwtVerify } from 'jose';

const SCOPE_OF = { read: 'api:read', write: 'api:write', admin: 'api:admin' };
const RESOURCE_METADATA = '/.well-known/oauth-protected-resource';

/** Starts the API on a free port of 127.0.0.1 and returns its address. */
export async function apiServer({ issuer, client }) {
  const calls = [];
  const tokens = tokenChecker(issuer, client);
  const settings = { nonces: '' };
  let nonce = newNonce();
  let refusals = 0;
  let self;

  const server = http.createServer((request, response) => {
    serve(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  self = `http://127.0.0.1:${server.address().port}`;
  return self;

  async function serve(request, response) {
    const url = new URL(request.url, self);
    const [, top, leaf] = url.pathname.split('/');
    if (top === '_test') return control(request, response);
    calls.push({ method: request.method, url: request.url, headers: request.headers });
    if (url.pathname.startsWith(RESOURCE_METADATA)) return sendJson(response, resourceMetadata(url.pathname));
    if (top === 'public') return sendJson(response, { public: true });
    if (top === 'bounce') return redirect(request, response, url.searchParams);

    const audience = `${self}/${['flaky', 'stream', 'refuse'].includes(top) ? 'api' : top}`;
    const hint = { resource_metadata: `${self}${RESOURCE_METADATA}/${top}` };
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    // RFC 6750 section 3.1: no error code when no token was sent
    if (!token) return challenge(response, 401, 'Bearer', hint);
    const claims = await authenticated(request, response, { url, scheme, token, audience, hint });
    if (!claims) return undefined;
    if (top === 'refuse' || (top === 'flaky' && refusesOnceMore(url.searchParams))) {
      return challenge(response, 401, 'Bearer', { error: 'invalid_token', error_description: 'revoked a moment ago' });
    }
    const needed = SCOPE_OF[leaf];
    if (needed && !String(claims.scope ?? '').split(' ').includes(needed)) {
      const why = { error: 'insufficient_scope', error_description: `needs ${needed}`, scope: needed, ...hint };
      return challenge(response, 403, 'Bearer', why);
    }
    if (top === 'stream') return stream(request, response, url.searchParams);
    return sendJson(response, await echo(request, url, claims));
  }

  async function control(request, response) {
    if (request.method === 'POST') return sendJson(response, Object.assign(settings, await readJson(request)));
    const seen = [...calls];
    if (request.method === 'DELETE') {
      calls.length = 0;
      refusals = 0;
      tokens.forgetKeys();
    }
    return sendJson(response, seen);
  }

  function resourceMetadata(pathname) {
    return {
      resource: `${self}${pathname.slice(RESOURCE_METADATA.length) || '/api'}`,
      authorization_servers: [issuer],
      scopes_supported: ['api:read', 'api:write'],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256', 'EdDSA'],
    };
  }

  /** The claims of the token; or undefined, and the refusal has been sent. */
  async function authenticated(request, response, { url, scheme, token, audience, hint }) {
    const isDpop = scheme.toLowerCase() === 'dpop';
    let claims;
    try {
      claims = await tokens.check(token, audience);
    } catch (error) {
      const why = { error: 'invalid_token', error_description: quotable(error), ...hint };
      challenge(response, 401, isDpop ? 'DPoP' : 'Bearer', why);
      return undefined;
    }
    try {
      if (claims.cnf?.jkt && !isDpop) throw new Error('a DPoP-bound token was sent as a bearer token');
      if (isDpop) {
        const proof = await tokens.checkProof(request, `${self}${url.pathname}`, token, claims);
        if (settings.nonces) checkNonce(response, proof.nonce);
      }
      return claims;
    } catch (error) {
      const code = error.challenge ?? (isDpop ? 'invalid_dpop_proof' : 'invalid_token');
      challenge(response, 401, 'DPoP', { error: code, error_description: quotable(error), algs: 'ES256 EdDSA' });
      return undefined;
    }
  }

  function checkNonce(response, given) {
    const isGood = settings.nonces !== 'never' && given === nonce;
    if (settings.nonces === 'never' || (settings.nonces === 'once' && isGood)) nonce = newNonce();
    if (!isGood || settings.nonces === 'once') response.setHeader('dpop-nonce', nonce);
    if (!isGood) throw Object.assign(new Error('another nonce is wanted'), { challenge: 'use_dpop_nonce' });
  }

  function refusesOnceMore(query) {
    refusals += 1;
    return refusals <= Number(query.get('n') ?? 1);
  }
}

/** Checks access tokens and DPoP proofs (RFC 9449 section 4.3). */
function tokenChecker(issuer, client) {
  const seenProofs = new Set();
  let metadata;
  let keys;

  return {
    forgetKeys: () => {
      keys = undefined;
    },

    async check(token, audience) {
      metadata ??= await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
      return token.split('.').length === 3 ? checkJwt(token, audience) : introspect(token, audience);
    },

    async checkProof(request, url, token, claims) {
      if (!claims.cnf?.jkt) throw new Error('the token is not DPoP-bound');
      const options = { typ: 'dpop+jwt', algorithms: ['ES256', 'EdDSA', 'Ed25519'] };
      const { payload, protectedHeader } = await jwtVerify(request.headers.dpop ?? '', EmbeddedJWK, options);
      const hash = crypto.createHash('sha256').update(token).digest('base64url');
      const age = Math.abs(Date.now() / 1000 - payload.iat);
      if (payload.htm !== request.method) throw new Error('htm does not match');
      if (payload.htu !== url) throw new Error('htu does not match');
      if (payload.ath !== hash) throw new Error('ath does not match');
      if (!(age <= 300) || typeof payload.jti !== 'string' || seenProofs.has(payload.jti)) throw new Error('the proof is too old or was used before');
      if ((await calculateJwkThumbprint(protectedHeader.jwk)) !== claims.cnf.jkt) throw new Error('jkt does not match');
      seenProofs.add(payload.jti);
      return payload;
    },
  };

  async function checkJwt(token, audience) {
    keys ??= createRemoteJWKSet(new URL(metadata.jwks_uri), { cooldownDuration: 0 });
    const { payload } = await jwtVerify(token, keys, { issuer: metadata.issuer, audience, clockTolerance: 0 });
    return payload;
  }

  async function introspect(token, audience) {
    const credentials = [client.id, client.secret].map(encodeURIComponent).join(':');
    const answer = await fetch(metadata.introspection_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    });
    const claims = await answer.json();
    if (!claims.active) throw new Error('token is not active');
    if (![claims.aud].flat().includes(audience)) throw new Error('unexpected audience');
    return claims;
  }
}

function challenge(response, status, scheme, parameters) {
  const shown = Object.entries({ realm: 'authctl-test', ...parameters }).map(([name, value]) => `${name}="${value}"`);
  response.writeHead(status, {
    'content-type': 'application/json',
    'www-authenticate': `${scheme} ${shown.join(', ')}`,
  });
  response.end(JSON.stringify({ error: parameters.error ?? 'unauthorized' }));
}

const newNonce = () => crypto.randomBytes(16).toString('base64url');

const quotable = (error) => String(error.message).replace(/["\\]/g, "'");

function sendJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function redirect(request, response, query) {
  request.resume();
  response.writeHead(Number(query.get('status') ?? 302), { location: query.get('to') }).end();
}

async function readJson(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return JSON.parse(text);
}

async function echo(request, url, claims) {
  let body = '';
  for await (const piece of request) body += piece;
  return {
    ok: true,
    method: request.method,
    path: url.pathname,
    query: url.search,
    sub: claims.sub,
    client_id: claims.client_id,
    scope: claims.scope,
    aud: claims.aud,
    exp: claims.exp,
    headers: { ...request.headers, authorization: 'taken out' },
    body,
  };
}

async function stream(request, response, query) {
  if (request.method !== 'GET') {
    let received = 0;
    for await (const piece of request) received += piece.length;
    return sendJson(response, { received });
  }
  const total = Number(query.get('bytes'));
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': total });
  return Readable.from(pieces(total)).pipe(response);
}

function* pieces(total) {
  const piece = Buffer.alloc(65_536, 'x');
  for (let left = total; left > 0; left -= piece.length) yield left >= piece.length ? piece : piece.subarray(0, left);
}
