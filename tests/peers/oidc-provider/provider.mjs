// node-oidc-provider, set up so that a test can bend it while it runs.
import crypto from 'node:crypto';
import Provider, { errors } from 'oidc-provider';
import { Storage } from './storage.mjs';

const nonceSecret = crypto.randomBytes(32);
const cookieKeys = [crypto.randomBytes(16).toString('hex')];

/** The request handler of an issuer at `issuer` whose `settings` a test may change at any time. */
export function requestHandler({ issuer, apiUrl, settings, clients, signingKeys, gate }) {
  const provider = new Provider(issuer, {
    adapter: (kind) => new Storage(kind, settings),
    clients,
    findAccount,
    jwks: { keys: signingKeys },
    cookies: { keys: cookieKeys },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'groups', 'api:read', 'api:write'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
      acr: null,
      auth_time: null,
      iss: null,
      sid: null,
    },
    rotateRefreshToken: () => settings.rotate,
    ttl: {
      AccessToken: () => settings.atTtl,
      ClientCredentials: () => settings.atTtl,
      RefreshToken: () => settings.rtTtl,
      AuthorizationCode: () => settings.codeTtl,
      DeviceCode: () => settings.deviceTtl,
      IdToken: () => 3600,
      Session: () => 86_400,
      Grant: () => 1_209_600,
      Interaction: () => 3600,
    },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      userinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      claimsParameter: { enabled: true },
      registration: { enabled: true },
      registrationManagement: { enabled: true },
      dPoP: { enabled: true, nonceSecret, requireNonce: () => settings.dpopNonce },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => settings.useGranted,
        getResourceServerInfo: (_, indicator) => resourceServerInfo(apiUrl, settings, indicator),
      },
    },
  });
  const lastPolls = new Map();
  provider.use(async (context, next) => {
    if (settings.delayMs) await new Promise((wake) => setTimeout(wake, settings.delayMs));
    await gate(context.path);
    if (failsOnPurpose(context, settings.fail)) return;
    if (await consentsAtOnce(provider, context, settings.auto)) return;
    await next();
    pace(context, settings, lastPolls);
    twist(context, settings.twist);
    record(context);
  });
  return provider.callback();
}

// Any login with any password is accepted by the pages of the library, except "nobody".
function findAccount(_, subject) {
  if (subject === 'nobody') return undefined;
  const claims = {
    sub: subject,
    name: `${subject} Example`,
    preferred_username: subject,
    email: `${subject}@example.test`,
    email_verified: true,
    groups: ['staff', subject],
  };
  return { accountId: subject, claims: () => claims };
}

function resourceServerInfo(apiUrl, settings, indicator) {
  const algorithms = {
    [`${apiUrl}/api`]: 'RS256',
    [`${apiUrl}/es256`]: 'ES256',
    [`${apiUrl}/eddsa`]: 'EdDSA',
    [`${apiUrl}/opaque`]: null,
  };
  if (!(indicator in algorithms)) throw new errors.InvalidTarget();
  const alg = algorithms[indicator];
  const common = { scope: 'api:read api:write', audience: indicator, accessTokenTTL: settings.atTtl };
  return alg
    ? { ...common, accessTokenFormat: 'jwt', jwt: { sign: { alg } } }
    : { ...common, accessTokenFormat: 'opaque' };
}

// `fail` = {path, status, times, headers, body}: the next `times` requests for `path` are answered with it.
function failsOnPurpose(context, fail) {
  if (!fail || context.path !== fail.path || fail.times <= 0) return false;
  fail.times -= 1;
  context.status = fail.status;
  context.set(fail.headers ?? {});
  context.body = fail.body ?? '';
  context.req.logEntry.status = fail.status;
  context.req.resume();
  return true;
}

// `twist` = {path, set, unset}: members of every JSON answer of `path` are replaced or taken out.
function twist(context, wish) {
  if (!wish || context.path !== wish.path || typeof context.body !== 'object') return;
  context.body = { ...context.body, ...wish.set };
  for (const member of wish.unset ?? []) delete context.body[member];
}

// `auto` = a login name: the issuer answers its own questions; a cookie jar that follows redirects is all a person needs.
async function consentsAtOnce(provider, context, login) {
  if (!login || context.method !== 'GET' || !/^\/interaction\/[^/]+$/.test(context.path)) return false;
  const { prompt, session, params, grantId } = await provider.interactionDetails(context.req, context.res);
  if (prompt.name === 'login') {
    const result = { login: { accountId: login } };
    await provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false });
    return true;
  }
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  const result = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: true });
  return true;
}

// What was asked of a protocol endpoint and answered goes into the log, secrets too: tests look for them elsewhere.
function record(context) {
  const entry = context.req.logEntry;
  entry.status = context.status;
  entry.params = { ...context.oidc?.params };
  if (['/token', '/device/auth', '/request'].includes(context.path)) entry.answer = context.body;
}

// The library sends no interval and never says slow_down (RFC 8628 section 3.5).
function pace(context, settings, lastPolls) {
  if (context.path === '/device/auth' && context.status === 200 && settings.sendInterval) {
    context.body = { ...context.body, interval: settings.interval };
  }
  if (context.path !== '/token' || context.body?.error !== 'authorization_pending') return;
  const code = context.oidc.params.device_code;
  const now = Date.now();
  const last = lastPolls.get(code) ?? { at: 0, wait: settings.interval };
  let { wait } = last;
  if (now - last.at < wait * 1000 - 50) {
    wait += 5;
    context.body = { error: 'slow_down', error_description: 'polling too quickly' };
  }
  lastPolls.set(code, { at: now, wait });
}
