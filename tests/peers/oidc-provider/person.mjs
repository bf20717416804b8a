#!/usr/bin/env node
// A person at a login page, without a browser: follows redirects, keeps cookies, fills in each form and submits it.
// BROWSER=.../person.mjs, or: person.mjs URL
// Done when a redirect leads to another origin (the loopback redirect, which is visited too), or when no form is left.
// Environment: LOGIN (alice), PASSWORD (secret), DENY=1 presses cancel, USER_CODE for a device page,
// STAY=1 prints the last redirect instead of visiting it, FORWARDED=1 when the address only forwards to the page,
// VERBOSE=1 tells each step.
// Exit status: 0 done, 1 an error page or no end in sight, 2 no address.

const { LOGIN = 'alice', PASSWORD = 'secret', USER_CODE = '', DENY, STAY, FORWARDED, VERBOSE } = process.env;
const STEPS = 20;
const CANCEL = /abort|cancel|deny|reject/i;

const start = process.argv[2];
if (!start) {
  console.error('usage: person.mjs URL');
  process.exit(2);
}
let home = new URL(start).origin;
const cookies = new Map();
process.exit(await walk());

async function walk() {
  let step = { url: start };
  for (let count = 0; count < STEPS && step; count += 1) {
    if (FORWARDED && count === 1) home = new URL(step.url).origin;
    if (new URL(step.url).origin !== home) return visitRedirect(step.url);
    const response = await request(step);
    step = response.status >= 300 && response.status < 400 ? redirectOf(step, response) : await read(step, response);
    if (step?.done !== undefined) return step.done;
  }
  console.error(`still not done after ${STEPS} pages`);
  return 1;
}

async function visitRedirect(url) {
  if (STAY) {
    console.log(url);
    return 0;
  }
  const response = await fetch(url);
  await response.text();
  console.log(`callback ${response.status} ${url.split('?')[0]}`);
  return 0;
}

function redirectOf(step, response) {
  return { url: new URL(response.headers.get('location'), step.url).href };
}

/** What to do with a page: the next step, or `{done: exit status}`. */
async function read(step, response) {
  const html = await response.text();
  if (response.status >= 400 && !step.canceled) {
    console.error(`page ${response.status}: ${visibleText(html)}`);
    return { done: 1 };
  }
  const cancelLink = DENY && /<a[^>]*href="([^"]*abort[^"]*)"/.exec(html);
  if (cancelLink) return { url: new URL(unescapeHtml(cancelLink[1]), step.url).href };
  const form = /<form([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
  if (!form || step.canceled) {
    console.log(`${step.canceled ? 'canceled' : 'done'}: ${/<title>([^<]*)/i.exec(html)?.[1].trim() ?? ''}`);
    return { done: 0 };
  }
  return submit(step, html, form);
}

function submit(step, html, [, formTag, inside]) {
  const form = attributes(formTag);
  const outside = [...html.matchAll(/<(?:input|button)[^>]*\bform="[^"]*"[^>]*>/gi)].map(([tag]) => tag);
  const { data, buttons } = fill(inside + outside.join(''));
  const cancels = (button) => CANCEL.test(`${button.name} ${button.value} ${button.id}`);
  const pressed = DENY ? buttons.find(cancels) : buttons.find((button) => !cancels(button));
  if (pressed) data.append(pressed.name, pressed.value ?? '');
  const canceled = Boolean(pressed && cancels(pressed));
  const url = new URL(form.action || step.url, step.url).href;
  if ((form.method ?? 'get').toLowerCase() === 'get') return { url: `${url.split('?')[0]}?${data}`, canceled };
  return { url, canceled, body: data, referer: step.url };
}

function fill(tags) {
  const data = new URLSearchParams();
  const buttons = [];
  for (const [tag] of tags.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const field = attributes(tag);
    const type = /^<button/i.test(tag) ? 'submit' : (field.type ?? 'text').toLowerCase();
    if (!field.name) continue;
    if (type === 'submit') buttons.push(field);
    else if (!['checkbox', 'radio'].includes(type) || 'checked' in field) data.append(field.name, answer(type, field));
  }
  return { data, buttons };
}

function answer(type, field) {
  if (type === 'hidden') return field.value ?? '';
  if (type === 'password') return PASSWORD;
  if (/user_?code/i.test(field.name)) return field.value || USER_CODE;
  if (/login|user|mail/i.test(field.name)) return LOGIN;
  return field.value ?? (type === 'checkbox' ? 'on' : '');
}

async function request({ url, body, referer }) {
  const headers = { accept: 'text/html' };
  const cookie = cookieHeader(url);
  if (cookie) headers.cookie = cookie;
  if (body) Object.assign(headers, { origin: home, referer });
  const response = await fetch(url, { method: body ? 'POST' : 'GET', body, headers, redirect: 'manual' });
  response.headers.getSetCookie().forEach(keepCookie);
  if (VERBOSE) console.error(body ? 'POST' : 'GET', url, response.status, response.headers.get('location') ?? '');
  return response;
}

// Cookies are bound to the path of one interaction, so paths matter.
function cookieHeader(url) {
  const { pathname } = new URL(url);
  return [...cookies.values()]
    .filter(({ path }) => pathname.startsWith(path))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

function keepCookie(line) {
  const [pair, ...rest] = line.split(/;\s*/);
  const options = Object.fromEntries(rest.map((option) => option.split('=')).map(([k, v]) => [k.toLowerCase(), v]));
  const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
  const path = options.path ?? '/';
  const gone = value === '' || options['max-age'] === '0' || Date.parse(options.expires) < Date.now();
  if (gone) cookies.delete(`${name} ${path}`);
  else cookies.set(`${name} ${path}`, { name, value, path });
}

function attributes(tag) {
  const found = tag.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g);
  return Object.fromEntries(
    [...found].map(([, name, double, single, bare]) => [
      name.toLowerCase(),
      unescapeHtml(double ?? single ?? bare ?? ''),
    ]),
  );
}

function unescapeHtml(text) {
  const named = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&#x2F;': '/', '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|amp|#39|#x27|#x2F);/g, (entity) => named[entity]);
}

function visibleText(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 400);
}
