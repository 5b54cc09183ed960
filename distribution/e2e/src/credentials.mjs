// What staff sign in with: an app without JavaScript, a passkey in a browser that has one, and a forgotten password.
import { after, before, it } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Visitor } from './browser.mjs';
import { follow, ownPassword, signInStaff, submit } from './people.mjs';

const LOGIN = 'vaditaja';
const STEP = 30_000;

/** The code an app shows (RFC 6238); the next one is right a step early too. */
function code(secret, ahead = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map(c => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + ahead));
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

export function credentials(house) {
  const known = { password: ownPassword(LOGIN), secret: '', recovery: [] };
  const settings = () => `${house.container.home}/etc/lv.pkip.municipality.cfg`;
  let municipality;
  let named;

  /** Passkeys are of a host name, and the demonstration has a number only. */
  before(async () => {
    const address = house.container.url.replace('127.0.0.1', 'localhost');
    named = { browser: house.browser, flaws: house.flaws, container: { url: address } };
    municipality = readFileSync(settings(), 'utf8');
    writeFileSync(settings(), `${municipality.replace(/^baseUrl.*$/m, '').trimEnd()}\nbaseUrl = ${address}\n`);
    await shows(true);
  });

  after(async () => {
    writeFileSync(settings(), municipality);
    await shows(false);
  });

  async function shows(passkeys) {
    const until = Date.now() + 30_000;
    while ((await (await fetch(`${house.container.url}/sign-in/staff`)).text()).includes('data-passkey') !== passkeys) {
      assert.ok(Date.now() < until, 'the address of the municipality was not taken over in 30 s');
      await pause(250);
    }
  }

  async function typePassword(visitor) {
    await visitor.goto('/sign-in/staff');
    await visitor.page.fill('[name=login]', LOGIN);
    await visitor.page.fill('[name=password]', known.password);
    await submit(visitor.page, 'form[action="/sign-in/staff"]');
  }

  async function secondStep(visitor, typed) {
    assert.match(visitor.page.url(), /\/sign-in\/second/);
    await visitor.page.fill('[name=code]', typed);
    await submit(visitor.page, 'form[action="/sign-in/second"]');
  }

  async function signOut(visitor) {
    await follow(visitor.page, visitor.page.locator('form[action="/sign-out"] button'));
  }

  it('autentifikācijas lietotni iestata un ar to piesakās bez JavaScript', async () => {
    const visitor = await Visitor.at(house, { javaScript: false });
    const { page } = visitor;
    await signInStaff(visitor, LOGIN, house.passwords);
    await follow(page, page.locator('.who a[href="/account"]'));
    assert.match(page.url(), /\/account$/);
    await visitor.goto('/account/second-factor');
    await page.fill('#app-password', known.password);
    await submit(page, 'form[action="/account/second-factor/app"]');
    assert.ok((await page.locator('svg.qr path').getAttribute('d')).length > 500);
    known.secret = (await page.locator('code.code').innerText()).replaceAll(' ', '');
    await page.fill('[name=code]', code(known.secret));
    await submit(page, 'form[action="/account/second-factor/app/confirm"]');
    known.recovery = await page.locator('.codes code').allInnerTexts();
    assert.equal(new Set(known.recovery).size, 10);
    await signOut(visitor);

    await typePassword(visitor);
    const denied = await page.goto('/work/cases');
    assert.match(denied.url(), /\/sign-in\/second\?to=/, 'the password alone opens nothing');
    await secondStep(visitor, '000000');
    assert.match(await page.locator('[role=alert]').first().innerText(), /Kods nav pareizs/);
    visitor.complaints.splice(0); // of the 403 that this was answered with
    await secondStep(visitor, code(known.secret, 1));
    assert.match(page.url(), /\/work\/cases/);
    await signOut(visitor);

    await typePassword(visitor);
    await secondStep(visitor, known.recovery.pop());
    assert.match(page.url(), /\/work/);
    visitor.honest('lietotne bez JavaScript');
    await visitor.close();
  });

  it('piekļuves atslēgu pievieno, un ar to piesakās gan pēc paroles, gan bez tās', async () => {
    const visitor = await Visitor.at(named);
    const { page } = visitor;
    const debug = await visitor.context.newCDPSession(page);
    await debug.send('WebAuthn.enable');
    const { authenticatorId } = await debug.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal',
      hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await typePassword(visitor);
    await visitor.look('otrais-solis');
    await secondStep(visitor, known.recovery.pop());

    await visitor.goto('/account/second-factor');
    await visitor.look('konts-otrais-faktors');
    await page.fill('#name', 'Darba dators');
    await page.fill('#passkey-password', known.password);
    await submit(page, 'form[action="/account/second-factor/passkey"]');
    await visitor.look('konts-atslega');
    await follow(page, page.locator('[data-passkey=create] button'));
    assert.match(page.url(), /done=factor-added/);
    assert.match(await page.locator('.files').innerText(), /Darba dators/);
    await visitor.look('konts-ar-atslegu');
    const { credentials: made } = await debug.send('WebAuthn.getCredentials', { authenticatorId });
    assert.equal(made.length, 1);
    assert.equal(made[0].rpId, 'localhost');
    await signOut(visitor);

    await visitor.goto('/sign-in/staff');
    await visitor.look('pieteiksanas-ar-atslegu');
    await follow(page, page.locator('[data-passkey=get] button'));
    assert.match(page.url(), /\/work$/);
    await signOut(visitor);

    await typePassword(visitor);
    assert.match(page.url(), /\/sign-in\/second/);
    await follow(page, page.locator('[data-passkey=get] button'));
    assert.match(page.url(), /\/work$/);
    await signOut(visitor);

    // An authenticator that did not verify its user is not enough alone.
    await debug.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await visitor.goto('/sign-in/staff');
    await page.locator('[data-passkey=get] button').click();
    await page.locator('[data-failed]:not(:empty)').waitFor();
    assert.match(page.url(), /\/sign-in\/staff/);
    visitor.honest('piekļuves atslēga');
    await visitor.close();
  });

  it('aizmirstu paroli nomaina ar saiti no vēstules, un otrais faktors paliek', async () => {
    const visitor = await Visitor.at(named);
    const { page } = visitor;
    const answers = [];
    for (const who of ['nav-tada', LOGIN]) {
      await visitor.goto('/sign-in/forgotten');
      await visitor.looked('aizmirsta-parole');
      await page.fill('[name=who]', who);
      await submit(page, 'form[action="/sign-in/forgotten"]');
      answers.push(await page.locator('main').innerText());
    }
    await visitor.look('aizmirsta-parole-nosutita');
    assert.equal(answers[0], answers[1]);
    await visitor.goto(await link());
    assert.match(page.url(), /\/sign-in\/reset$/, 'the token does not stay in the address');
    await visitor.look('jauna-parole');
    known.password = `${ownPassword(LOGIN)}-jauna`;
    await page.fill('[name=fresh]', known.password);
    await page.fill('[name=again]', known.password);
    await submit(page, 'form[action="/sign-in/reset"]');
    assert.match(await page.locator('[role=status]').innerText(), /Parole ir nomainīta/);
    await typePassword(visitor);
    await secondStep(visitor, known.recovery.pop());
    assert.match(page.url(), /\/work/);
    house.passwords[LOGIN] = known.password;
    await visitor.close();
  });

  async function link() {
    const reader = await Visitor.at(house);
    const until = Date.now() + 60_000;
    for (;;) {
      await reader.goto('/sandbox/mail');
      const found = /\/sign-in\/reset\?t=[\w-]{43}/.exec(await reader.page.content());
      if (found) {
        await reader.close();
        return found[0];
      }
      const letter = reader.page.locator('main a', { hasText: 'Jaunas paroles izvēle' }).first();
      if (await letter.count() > 0) {
        await follow(reader.page, letter);
        const opened = /\/sign-in\/reset\?t=[\w-]{43}/.exec(await reader.page.content());
        await reader.close();
        assert.ok(opened, 'the letter has the link');
        return opened[0];
      }
      assert.ok(Date.now() < until, 'no letter came in a minute');
      await pause(500);
    }
  }

  it('konta lapas ir kārtībā, un no visām sesijām var atteikties uzreiz', async () => {
    const visitor = await Visitor.at(named);
    const other = await Visitor.at(named);
    for (const one of [visitor, other]) {
      await typePassword(one);
      await secondStep(one, known.recovery.pop());
    }
    for (const [path, name] of [['/account', 'konts'], ['/account/password', 'konts-parole'], ['/account/sessions', 'konts-sesijas']]) {
      await visitor.goto(path);
      await visitor.look(name);
    }
    assert.match(await visitor.page.locator('tbody').innerText(), /127\.0\.0\.x/);
    await visitor.page.locator('details.sure > summary').click();
    await submit(visitor.page, 'form[action="/account/sessions/end-all"]');
    const gone = await other.page.goto('/work');
    assert.match(gone.url(), /\/sign-in\/staff/, 'the other browser is signed out too');
    await visitor.close();
    await other.close();
  });

  it('administrators no konsoles noņem otro faktoru', async () => {
    assert.match(house.console(`pkip:users second-factor-off ${LOGIN}`), /has no second factor any more/);
    const visitor = await Visitor.at(house);
    await typePassword(visitor);
    assert.match(visitor.page.url(), /\/work/);
    await visitor.close();
  });
}
