// Another system signs people in by this house: a real relying party (openid-client) and a real browser.
import { after, before, it } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as oidc from 'openid-client';
import { Visitor } from './browser.mjs';
import { follow, ownPassword, signInStaff, submit } from './people.mjs';

/** A foreign system on this machine: it only notes where browsers come back to. */
class Party {
  static async open() {
    const party = new Party();
    party.arrived = [];
    party.server = createServer((request, response) => {
      party.arrived.push(new URL(request.url, party.url));
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end('<!doctype html><html lang="lv"><title>Cita sistēma</title><h1>Cita sistēma</h1></html>');
    });
    await new Promise(resolve => party.server.listen(0, '127.0.0.1', resolve));
    party.url = `http://127.0.0.1:${party.server.address().port}`;
    return party;
  }

  last(path) {
    const found = this.arrived.filter(url => url.pathname === path).at(-1);
    assert.ok(found, `nobody came back to ${path}`);
    return found;
  }

  close() {
    return new Promise(resolve => this.server.close(resolve));
  }
}

export function openIdConnect(house) {
  let party;
  let config;
  const secrets = {};

  function register(id, options) {
    const printed = house.console(`pkip:applications create ${id} ${options} --json`);
    secrets[id] = JSON.parse(printed.split('\n').find(line => line.startsWith('[{')))[0].secret;
  }

  function as(id) {
    return oidc.discovery(new URL(house.container.url), id, secrets[id], undefined, { execute: [oidc.allowInsecureRequests] });
  }

  /** Sends a browser to sign in; gives what has to be kept for the answer. */
  async function ask(of, more = {}) {
    const verifier = oidc.randomPKCECodeVerifier();
    const checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce(), idTokenExpected: true };
    const url = oidc.buildAuthorizationUrl(of, {
      redirect_uri: `${party.url}/callback`, scope: 'openid profile email roles', state: checks.expectedState, nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more,
    });
    return { url: url.href, checks };
  }

  async function refused(attempt, error) {
    await assert.rejects(attempt, e => e.error === error || e.cause?.error === error || assert.fail(`${e.error ?? e.message}, not ${error}`));
  }

  async function back(visitor) {
    await visitor.page.waitForURL(`${party.url}/**`);
  }

  before(async () => {
    party = await Party.open();
    register('e2e', `--name "Cita sistēma" --redirect ${party.url}/callback --logout ${party.url}/bye --flows code,refresh --scopes openid,profile,email,roles`);
    register('e2e-foreign', `--name "Sveša sistēma" --foreign --redirect ${party.url}/callback --scopes openid,profile,email,roles`);
    register('e2e-robot', '--flows client --scopes tree-felling:read --introspects');
    config = await as('e2e');
  });

  after(() => party?.close());

  it('pieteikšanās, lietotāja dati, atjaunošana, atkārtota izmantošana, atteikšanās', async () => {
    const { url, checks } = await ask(config);
    const visitor = await Visitor.at(house);
    await visitor.page.goto(url);
    assert.match(visitor.page.url(), /\/sign-in\/staff/);
    const own = house.passwords.referents;
    if (own !== ownPassword('referents')) {
      await signInStaff(visitor, 'referents', house.passwords);
      await visitor.page.goto(url);
    } else {
      await visitor.page.fill('[name=login]', 'referents');
      await visitor.page.fill('[name=password]', own);
      await visitor.page.click('form[action="/sign-in/staff"] button[type=submit]');
    }
    await back(visitor); // also after a form, where browsers follow no redirect off the house
    const tokens = await oidc.authorizationCodeGrant(config, party.last('/callback'), checks);
    const { sub } = tokens.claims();
    const person = await oidc.fetchUserInfo(config, tokens.access_token, sub);
    assert.equal(person.preferred_username, 'referents');
    assert.equal(person.name, 'Rihards Paraugs');
    assert.ok(person.roles.includes('environment-clerk'));

    const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(fresh.refresh_token, tokens.refresh_token);
    await refused(oidc.refreshTokenGrant(config, tokens.refresh_token), 'invalid_grant');
    await refused(oidc.refreshTokenGrant(config, fresh.refresh_token), 'invalid_grant');

    // Signed in here already: nobody is asked again.
    const again = await ask(config, { prompt: 'none' });
    await visitor.page.goto(again.url);
    await back(visitor);
    const answer = party.last('/callback');
    const second = await oidc.authorizationCodeGrant(config, answer, again.checks);
    await refused(oidc.authorizationCodeGrant(config, answer, again.checks), 'invalid_grant');
    await assert.rejects(oidc.fetchUserInfo(config, second.access_token, sub), 'a code used twice ends what it gave');

    const third = await ask(config);
    await visitor.page.goto(third.url);
    await back(visitor);
    const last = await oidc.authorizationCodeGrant(config, party.last('/callback'), third.checks);
    await visitor.page.goto(oidc.buildEndSessionUrl(config, { id_token_hint: last.id_token, post_logout_redirect_uri: `${party.url}/bye`, state: 'sveiki' }).href);
    await back(visitor);
    assert.equal(party.last('/bye').searchParams.get('state'), 'sveiki');
    await visitor.page.goto(`${house.container.url}/work`);
    assert.match(visitor.page.url(), /sign-in/, 'the session here is over too');
    await refused(oidc.refreshTokenGrant(config, last.refresh_token), 'invalid_grant');
    await visitor.close();
  });

  it('sveša sistēma vispirms prasa piekrišanu', async () => {
    const foreign = await as('e2e-foreign');
    const visitor = await house.clerk();
    const { url, checks } = await ask(foreign);
    await visitor.page.goto(url);
    await visitor.looked('piekrisana');
    await follow(visitor.page, visitor.page.locator('button[name=decision][value=deny]'));
    await back(visitor);
    assert.equal(party.last('/callback').searchParams.get('error'), 'access_denied');
    await visitor.page.goto(url);
    await visitor.page.click('button[name=decision][value=allow]');
    await back(visitor);
    assert.ok((await oidc.authorizationCodeGrant(foreign, party.last('/callback'), checks)).access_token);
    await visitor.close();
  });

  it('programma savā vārdā: pilnvara, pārbaude, saskarne, atsaukšana', async () => {
    const robot = await as('e2e-robot');
    const { access_token: token, expires_in: seconds } = await oidc.clientCredentialsGrant(robot, { scope: 'tree-felling:read' });
    assert.equal(seconds, 900);
    const told = await oidc.tokenIntrospection(robot, token);
    assert.deepEqual([told.active, told.client_id, told.scope], [true, 'e2e-robot', 'tree-felling:read']);
    const api = path => fetch(`${house.container.url}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await api('cases?service=tree-felling')).status, 200);
    await oidc.tokenRevocation(robot, token);
    assert.equal((await oidc.tokenIntrospection(robot, token)).active, false);
    const over = await api('cases?service=tree-felling');
    assert.equal(over.status, 401);
    assert.match(over.headers.get('WWW-Authenticate'), /error="invalid_token"/);
    await refused(oidc.clientCredentialsGrant(robot, { scope: 'users:manage' }), 'invalid_scope');
  });

  it('ko programma nedrīkst: sveša adrese, bez PKCE, cita lietotne rāmī', async () => {
    const strange = await fetch(`${house.container.url}/oauth2/authorize?client_id=e2e&response_type=code&scope=openid&redirect_uri=https://evil.example/`);
    assert.equal(strange.status, 400);
    assert.equal(strange.headers.get('X-Frame-Options'), 'DENY');
    assert.match(strange.headers.get('Content-Security-Policy'), /frame-ancestors 'none'/);
    const bare = await fetch(`${house.container.url}/oauth2/authorization?client_id=e2e&response_type=code&scope=openid&redirect_uri=${party.url}/callback`, { redirect: 'manual' });
    assert.equal(new URL(bare.headers.get('Location')).searchParams.get('error'), 'invalid_request');
    const forged = await fetch(`${house.container.url}/oauth2/authorization`, { method: 'POST', redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'client_id=e2e&decision=allow' });
    assert.equal(forged.status, 403, 'consent without a form of this house');
  });

  it('lietotņu reģistrs darba vidē', async () => {
    const admin = await Visitor.at(house);
    await signInStaff(admin, 'administrators', house.passwords);
    await admin.goto('/applications');
    await admin.look('lietotnes');
    await admin.goto('/applications/new');
    await admin.look('lietotne-jauna');
    await admin.page.fill('[name=id]', 'e2e-page');
    await admin.page.fill('[name=name]', 'Reģistrēta lapā');
    await admin.page.fill('[name=redirects]', 'http://nedrosa.example/');
    await submit(admin.page);
    await admin.look('lietotne-kluda');
    await admin.page.fill('[name=redirects]', 'https://drosa.example/back');
    await submit(admin.page);
    assert.match(await admin.page.locator('main').innerText(), /pkip_cs_[A-Za-z0-9_-]{43}/);
    await admin.goto('/applications/e2e-page');
    await admin.look('lietotne');
    await admin.close();
    const clerk = await house.clerk();
    assert.equal((await clerk.page.goto('/applications')).status(), 403, 'a clerk registers nothing');
    await clerk.close();
  });
}
