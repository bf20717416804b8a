#!/usr/bin/env node
// An OpenID issuer and a protected API, each on a port of 127.0.0.1 that the system chose.
// Prints one line, READY {"issuer", "api", "keys"}, when both listen. Ends when its standard input ends.
// Usage: issuer.mjs [SETTINGS as JSON]. What a test can change while it runs: README.md.
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { apiServer } from './api.mjs';
import { allClients, RESOURCE_SERVER } from './clients.mjs';
import { clientKeys, newSigningKeys } from './keys.mjs';
import { requestHandler } from './provider.mjs';
import { forgetEverything } from './storage.mjs';

const keysFolder = fileURLToPath(new URL('../.work/client-keys', import.meta.url));
const LOG_LENGTH = 5000;

const settings = {
  atTtl: 3600,
  rtTtl: 86_400,
  codeTtl: 60,
  deviceTtl: 600,
  interval: 5,
  sendInterval: true,
  rotate: true,
  grace: false,
  auto: '',
  dpopNonce: false,
  useGranted: true,
  fail: null,
  twist: null,
  delayMs: 0,
  hold: '',
  ...JSON.parse(process.argv[2] ?? '{}'),
};
const log = [];
const held = [];
let signingKeys = newSigningKeys();
let handle;

const server = http.createServer((request, response) => {
  if (request.url.startsWith('/_test/')) {
    control(request, response).catch((error) => response.writeHead(500).end(String(error)));
    return;
  }
  request.logEntry = { at: Date.now(), method: request.method, url: request.url, headers: request.headers };
  log.push(request.logEntry);
  if (log.length > LOG_LENGTH) log.shift();
  handle(request, response);
});

const issuer = await listen(server);
const api = await apiServer({ issuer, client: RESOURCE_SERVER });
const clients = allClients(clientKeys(keysFolder));
renewHandler();
console.log(`READY ${JSON.stringify({ issuer, api, keys: keysFolder })}`);
process.stdin.on('end', () => process.exit(0)).resume();

function listen(httpServer) {
  return new Promise((resolve) => {
    httpServer.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${httpServer.address().port}`));
  });
}

function renewHandler() {
  handle = requestHandler({ issuer, apiUrl: api, settings, clients, signingKeys, gate });
}

// `hold` = a path: requests for it wait until the test lets them go.
async function gate(requestPath) {
  if (settings.hold && requestPath === settings.hold) await new Promise((release) => held.push(release));
}

async function control(request, response) {
  const answer = (value) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  switch (`${request.method} ${request.url}`) {
    case 'POST /_test/settings':
      return answer(Object.assign(settings, await readJson(request)));
    case 'POST /_test/release':
      settings.hold = '';
      return answer({ released: held.splice(0).map((release) => release()).length });
    case 'POST /_test/rotate': {
      const { keep = true } = await readJson(request);
      signingKeys = [...newSigningKeys(), ...(keep ? signingKeys : [])];
      renewHandler();
      return answer({ kids: signingKeys.map(({ kid }) => kid) });
    }
    case 'POST /_test/forget':
      forgetEverything();
      return answer({});
    case 'GET /_test/log':
      return answer(log);
    case 'DELETE /_test/log':
      log.length = 0;
      return answer([]);
    default:
      return response.writeHead(404).end();
  }
}

async function readJson(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}
