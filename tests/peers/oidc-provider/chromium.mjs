#!/usr/bin/env node
// A person at a login page, with a real headless Chromium.
// BROWSER=.../chromium.mjs, or: chromium.mjs URL
// Done when the browser has left the origin of the page (the loopback redirect was answered), or when no form is left.
// Environment: LOGIN (alice), PASSWORD (secret), DENY=1 presses cancel, USER_CODE for a device page,
// STAY=1 cannot reach the loopback redirect, as on another machine, and prints its address,
// CHROMIUM (/usr/bin/chromium), PICTURE=file.png keeps the last page.
// Exit status: 0 done, 1 no end in sight, 2 no address.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const { LOGIN = 'alice', PASSWORD = 'secret', USER_CODE = '', DENY, STAY, PICTURE } = process.env;
const { CHROMIUM = '/usr/bin/chromium' } = process.env;
const GIVES_UP_AFTER_MS = 50_000; // less than the tests wait
const CANCEL = 'a[href*=abort], button[name=abort], button[value=deny]';
const GO_ON = 'button[type=submit]:not([name=abort]):not([value=deny]), input[type=submit]';
const ARGUMENTS = [
  '--no-sandbox', // Chromium refuses its own sandbox to root, and in most containers
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const start = process.argv[2];
if (!start) {
  console.error('usage: chromium.mjs URL');
  process.exit(2);
}
const home = new URL(start).origin;
let ended; // the address of the redirect, with STAY
const redirect = new URL(start).searchParams.get('redirect_uri');
if (STAY) ARGUMENTS.push(`--host-resolver-rules=MAP ${new URL(redirect).host} 127.0.0.1:1`);
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'authctl-chromium-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: CHROMIUM,
  headless: true,
  args: ARGUMENTS,
});
try {
  // the pages link a web font: nothing but this machine may be asked
  const isLoopback = (url) => /^(127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname);
  await context.route('**/*', (route) => (isLoopback(route.request().url()) ? route.continue() : route.abort()));
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(45_000); // less than the tests wait
  page.on('request', (request) => {
    if (STAY && request.isNavigationRequest() && new URL(request.url()).origin !== home) ended = request.url();
  });
  await page.goto(start, { waitUntil: 'domcontentloaded' });
  process.exitCode = await walk(page);
  if (PICTURE) await page.screenshot({ path: PICTURE });
} finally {
  await context.close();
  fs.rmSync(profile, { recursive: true, force: true });
}

async function walk(page) {
  const deadline = Date.now() + GIVES_UP_AFTER_MS;
  while (Date.now() < deadline) {
    if (ended) {
      console.log(ended);
      return 0;
    }
    if (new URL(page.url()).origin !== home) {
      await page.waitForLoadState('load').catch(() => {});
      console.log(`callback ${page.url().split('?')[0]}`);
      return 0;
    }
    const button = await nextButton(page);
    if (!button) {
      console.log(`done: ${await page.title()}`);
      return 0;
    }
    await fillIn(page);
    // nobody may be listening any more where the redirect leads: that is for the one who waits there to tell
    const moved = page.waitForNavigation({ waitUntil: 'domcontentloaded' }).catch(() => {});
    await button.click();
    await moved;
  }
  console.error(`gave up at ${page.url()}`);
  return 1;
}

async function nextButton(page) {
  const visible = (selector) => page.locator(selector).filter({ visible: true }).first();
  const cancel = visible(CANCEL);
  if (DENY && (await cancel.count())) return cancel;
  const goOn = visible(GO_ON);
  return (await goOn.count()) ? goOn : undefined;
}

async function fillIn(page) {
  for (const field of await page.locator('input').filter({ visible: true }).all()) {
    const [name, type] = await Promise.all([field.getAttribute('name'), field.getAttribute('type')]);
    if (type === 'password') await field.fill(PASSWORD);
    else if (/user_?code/i.test(name)) await (USER_CODE && field.fill(USER_CODE));
    else if (/login|user|mail/i.test(name)) await field.fill(LOGIN);
  }
}
