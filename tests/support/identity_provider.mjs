// Runs identity providers on this machine: a real one (npm oidc-provider), and one that lies as a test tells it to.
import Provider from 'oidc-provider';
import { execFileSync } from 'node:child_process';
import { constants, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

const encoded = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Makes a certificate of localhost in a folder. @return {{key, cert, path}} path: of the PEM file to trust. */
export function certificate(folder) {
  const [key, cert] = [join(folder, 'provider.key'), join(folder, 'provider.pem')];
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
  ]);
  return { key: readFileSync(key), cert: readFileSync(cert), path: cert };
}

function listen(server) {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => done(server.address().port));
  });
}

/** Starts a real provider with one client. People sign in with their address as name, and any password. */
export async function realProvider(certificate, redirectUri) {
  let callback;
  const server = createServer(certificate, (request, response) => callback(request, response));
  const issuer = `https://localhost:${await listen(server)}`;
  const client = { id: 'secure-exchanges', secret: randomBytes(24).toString('base64url') };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async () => ({ sub: `sub-${id}`, email: id, email_verified: !id.startsWith('unverified') }),
    }),
  });
  callback = provider.callback();
  return { issuer, client, close: () => server.close() };
}

/** Is a provider that answers with whatever token a test makes. */
export class LyingProvider {
  static async start(certificate) {
    const out = new LyingProvider();
    out.server = createServer(certificate, (request, response) => out.answer(request, response));
    out.issuer = `https://localhost:${await listen(out.server)}`;
    return out;
  }

  constructor() {
    this.client = { id: 'lying-client', secret: 'lying-secret' };
    this.rotate();
    this.requests = [];
    this.metadata = {};
  }

  /** Makes new keys, as providers do now and then. */
  rotate() {
    this.rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.keyId = randomBytes(4).toString('hex');
  }

  keys() {
    const of = (pair, kid) => ({ ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig' });
    return { keys: [of(this.rsa, this.keyId), of(this.ec, `${this.keyId}-ec`)] };
  }

  answer(request, response) {
    let body = '';
    request.on('data', part => (body += part));
    request.on('end', () => {
      const path = new URL(request.url, this.issuer).pathname;
      this.requests.push({ path, body, headers: request.headers });
      const told = {
        '/.well-known/openid-configuration': () => ({
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/keys`,
          ...this.metadata,
        }),
        '/keys': () => this.keys(),
        '/token': () => ({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: this.token }),
      }[path];
      if (this.special?.(path, response)) return;
      response.writeHead(told ? 200 : 404, { 'content-type': 'application/json' });
      response.end(told ? JSON.stringify(told()) : '{}');
    });
  }

  /** Returns what an honest provider says of somebody. */
  claims(nonce, address, more = {}) {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      aud: this.client.id,
      sub: `sub-${address}`,
      iat: now,
      exp: now + 300,
      nonce,
      email: address,
      email_verified: true,
      ...more,
    };
  }

  /** Signs claims. algorithm: RS256, PS256, ES256, or one that proves nothing: HS256 (with the public key), none. */
  sign(claims, algorithm = 'RS256', header = {}, pair = this.rsa) {
    const kid = algorithm === 'ES256' ? `${this.keyId}-ec` : this.keyId;
    const text = `${encoded({ alg: algorithm, kid, typ: 'JWT', ...header })}.${encoded(claims)}`;
    const bytes = Buffer.from(text);
    const pss = { key: pair.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const signature = {
      RS256: () => sign('sha256', bytes, pair.privateKey),
      PS256: () => sign('sha256', bytes, pss),
      ES256: () => sign('sha256', bytes, { key: this.ec.privateKey, dsaEncoding: 'ieee-p1363' }),
      HS256: () =>
        createHmac('sha256', this.rsa.publicKey.export({ format: 'pem', type: 'spki' }))
          .update(bytes)
          .digest(),
      none: () => Buffer.alloc(0),
    }[algorithm]();
    return `${text}.${signature.toString('base64url')}`;
  }

  close() {
    this.server.close();
  }
}
