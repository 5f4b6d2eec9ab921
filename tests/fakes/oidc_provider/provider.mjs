// The real `oidc-provider` as one city's sign-in, set up by a JSON file: see real.py.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));

// The tests' clock stands elsewhere than this machine's: the provider goes by theirs.
const ahead = settings.now - Date.now();
const MachineDate = Date;
globalThis.Date = class extends MachineDate {
  constructor(...given) {
    if (given.length) super(...given);
    else super(MachineDate.now() + ahead);
  }

  static now() {
    return MachineDate.now() + ahead;
  }
};

const { Provider } = await import('oidc-provider');

const server = createServer();
server.listen(settings.port, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    jwks: settings.jwks,
    clients: settings.clients,
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub', 'organisation'] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, organisation: settings.organisation }),
    }),
    extraTokenClaims: () => ({ organisation: settings.organisation }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          audience,
          scope: 'read upload',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: settings.algorithm } },
        }),
      },
    },
  });
  server.on('request', provider.callback());
  process.stdout.write(`${issuer}\n`);
});
