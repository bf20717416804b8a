// What the issuer remembers: one map for every Provider instance, so that new signing keys leave tokens and sessions alone.

// An expired device code is answered with expired_token only while it is still known, so everything is kept a little longer.
const KEPT_AFTER_EXPIRY_S = 600;

const entries = new Map();
const keysOfGrant = new Map();

/** The adapter that oidc-provider asks for, one instance per kind of record. */
export class Storage {
  constructor(kind, settings) {
    this.kind = kind;
    this.settings = settings;
  }

  async upsert(id, record, ttl) {
    const until = ttl ? Date.now() + (ttl + KEPT_AFTER_EXPIRY_S) * 1000 : Infinity;
    entries.set(this.#key(id), { record, until });
    if (record.grantId && this.kind !== 'Session') {
      if (!keysOfGrant.has(record.grantId)) keysOfGrant.set(record.grantId, new Set());
      keysOfGrant.get(record.grantId).add(this.#key(id));
    }
  }

  async find(id) {
    return this.#alive(entries.get(this.#key(id)));
  }

  async findByUid(uid) {
    return this.#search('uid', uid);
  }

  async findByUserCode(code) {
    return this.#search('userCode', code);
  }

  async consume(id) {
    const entry = entries.get(this.#key(id));
    // `grace`: a refresh token that comes a second time is taken once more
    const isGranted = this.settings.grace && this.kind === 'RefreshToken' && !entry.usedOnce;
    entry.usedOnce = true;
    if (!isGranted) entry.record.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    entries.delete(this.#key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of keysOfGrant.get(grantId) ?? []) entries.delete(key);
    keysOfGrant.delete(grantId);
  }

  #key(id) {
    return `${this.kind}:${id}`;
  }

  #alive(entry) {
    return entry && entry.until > Date.now() ? entry.record : undefined;
  }

  #search(member, value) {
    for (const [key, entry] of entries) {
      if (key.startsWith(`${this.kind}:`) && entry.record[member] === value) return this.#alive(entry);
    }
    return undefined;
  }
}

/** Drops every token, grant, session and device code, as a restart would. */
export function forgetEverything() {
  entries.clear();
  keysOfGrant.clear();
}
