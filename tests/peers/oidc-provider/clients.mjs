// The clients that the issuer knows.
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

const native = (clientId, more = {}) => ({
  client_id: clientId,
  client_name: clientId,
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE],
  redirect_uris: ['127.0.0.1', '[::1]', 'localhost'].flatMap((host) => [`http://${host}/callback`, `http://${host}/`]),
  post_logout_redirect_uris: ['http://127.0.0.1/logged-out', 'http://localhost/logged-out'],
  ...more,
});

const service = (clientId, more = {}) => ({
  client_id: clientId,
  client_secret: `${clientId}-secret-0123456789abcdef0123456789`,
  redirect_uris: [],
  response_types: [],
  grant_types: ['client_credentials'],
  ...more,
});

// a service of tests/peers/services that logs people in by itself
const website = (clientId, callback) =>
  native(clientId, {
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: `${clientId}-secret-0123456789abcdef0123456789`,
    redirect_uris: [`http://127.0.0.1${callback}`],
  });

/** The resource server's own credentials, for introspection. */
export const RESOURCE_SERVER = { id: 'rs', secret: 'rs-secret' };

/** Every client; `assertionKeys` are the public JWKs of the one that signs its own assertions. */
export const allClients = (assertionKeys) => [
  native('authctl'),
  native('authctl-es256', { id_token_signed_response_alg: 'ES256' }),
  native('authctl-eddsa', { id_token_signed_response_alg: 'EdDSA' }),
  native('authctl-dpop', { dpop_bound_access_tokens: true }),
  native('authctl-par', { require_pushed_authorization_requests: true }),
  native('par:odd id', {
    require_pushed_authorization_requests: true,
    token_endpoint_auth_method: 'client_secret_basic',
    client_secret: 'p%ss+w/o=r:d & "x',
  }),
  native('par-post', {
    require_pushed_authorization_requests: true,
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: 'par-post-secret',
  }),
  // its secret has nothing in common with any other word
  native('authctl-secret', {
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: 'Zq3vT9xKcW5mRb7yLhD2',
  }),
  native('authctl-norefresh', { grant_types: ['authorization_code', DEVICE_CODE] }),
  service('svc-basic', { token_endpoint_auth_method: 'client_secret_basic' }),
  service('svc-post', { token_endpoint_auth_method: 'client_secret_post' }),
  // both halves must be form-encoded before they go into the Basic header (RFC 6749 section 2.3.1)
  service('svc:odd id', { token_endpoint_auth_method: 'client_secret_basic', client_secret: 'p%ss+w/o=r:d & "x' }),
  service('svc-jwt', {
    token_endpoint_auth_method: 'private_key_jwt',
    client_secret: undefined,
    jwks: { keys: assertionKeys },
  }),
  service(RESOURCE_SERVER.id, { client_secret: RESOURCE_SERVER.secret, grant_types: [] }),
  // a person's client that signs its own assertions
  native('authctl-jwt', {
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: assertionKeys },
  }),
  native('web-conf', {
    application_type: 'web',
    token_endpoint_auth_method: 'client_secret_basic',
    client_secret: 'web-conf-secret',
    redirect_uris: ['http://127.0.0.1:18299/callback'],
    post_logout_redirect_uris: [],
  }),
  website('fluxlit', '/api/auth/callback'),
  website('dash', '/oidc/idp/callback'),
];
