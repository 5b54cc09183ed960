// The universal workplace: start page, navigation, search, notifications, announcements, look, style guide, and the
// navigation in an application of somebody else.
import { after, before, it } from 'node:test';
import assert from 'node:assert/strict';
import { Visitor, WIDTHS } from './browser.mjs';
import { widgetBundle } from './bundle.mjs';
import { startForeign } from './foreign.mjs';
import { follow, signInStaff, submit } from './people.mjs';

export function universal(house) {
  let clerk;
  let admin;

  before(async () => {
    clerk = await house.clerk();
    admin = await Visitor.at(house);
    await signInStaff(admin, 'administrators', house.passwords);
  });
  after(async () => {
    await clerk?.close();
    await admin?.close();
  });

  const loaded = page => page.waitForFunction(() => document.querySelectorAll('[data-widget][data-state=later], [data-widget][aria-busy]').length === 0);

  it('sākumlapu nesabojā nedz daļa, kas neizdodas, nedz daļa, kas iestrēgst', async () => {
    const { page } = clerk;
    const bad = widgetBundle(house.container.home, { id: 'neizdodas', title: 'Neizdodas', body: 'throw new IllegalStateException("wild");' });
    const slow = widgetBundle(house.container.home, { id: 'iestregst', title: 'Iestrēgst', body: 'new java.util.concurrent.CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.SECONDS); return new Figures(java.util.List.of());' });
    const ids = [bad, slow].map(jar => /Bundle ID: (\d+)/.exec(house.console(`bundle:install -s file:${jar}`))[1]);
    try {
      await house.clerkGoes(clerk, '/work');
      assert.ok(await page.locator('#w-neizdodas .notice').isVisible());
      assert.equal(await page.locator('#w-iestregst [data-widget]').getAttribute('data-state'), 'later', 'the page did not wait for it');
      assert.ok(await page.locator('#w-cases .tiles a').count() >= 4, 'the others are there');
      await page.locator('#w-iestregst .notice').waitFor();
      clerk.complaints.splice(0); // what fails answers 503, and the browser says so
      await clerk.look('darba-sakums-ar-kludu');
      const plain = await Visitor.at(house, { javaScript: false });
      await signInStaff(plain, 'referents', house.passwords);
      await plain.goto('/work');
      assert.equal(await plain.page.locator('.widget .notice').count(), 2, 'without JavaScript both are told');
      assert.ok(await plain.page.locator('#w-terms td').count() === 35);
      await follow(plain.page, plain.page.locator('#w-neizdodas [data-retry]'));
      assert.equal(new URL(plain.page.url()).pathname, '/work/widgets/neizdodas');
      await plain.close();
    } finally {
      ids.forEach(id => house.console(`bundle:uninstall ${id}`));
    }
    await house.clerkGoes(clerk, '/work');
    assert.equal(await page.locator('#w-neizdodas').count(), 0, 'a widget goes with its bundle');
  });

  it('sākumlapu katrs sakārto sev un atjauno sākotnējo, ar tastatūru vien un bez JavaScript', async () => {
    const { page } = clerk;
    const order = async () => { await house.clerkGoes(clerk, '/work'); return page.locator('.widget').evaluateAll(all => all.map(w => w.id)); };
    const before = await order();
    await house.clerkGoes(clerk, '/work/arrange');
    await clerk.look('sakartot-sakumlapu');
    const press = async locator => { const arrived = page.waitForEvent('load'); await locator.focus(); await page.keyboard.press('Enter'); await arrived; };
    await press(page.locator('button[name=down][value=cases]'));
    await press(page.locator('button[name=hide][value=terms]'));
    const now = await order();
    assert.equal(now[0], before[1]);
    assert.ok(!now.includes('w-terms'));
    const plain = await Visitor.at(house, { javaScript: false });
    await signInStaff(plain, 'referents', house.passwords);
    await plain.goto('/work/arrange');
    await follow(plain.page, plain.page.locator('button[name=reset]'));
    await plain.close();
    assert.deepEqual(await order(), before);
  });

  it('lapu ar zvaigznīti var pielikt izlasei un noņemt', async () => {
    const { page } = clerk;
    await house.clerkGoes(clerk, '/work/cases?scope=all');
    await follow(page, page.locator('button.star'));
    assert.equal(await page.locator('button.star').getAttribute('aria-pressed'), 'true');
    assert.ok(await page.locator('nav.side a[href="/work/cases?scope=all"]').first().isVisible());
    await clerk.look('izlase');
    await follow(page, page.locator('button.star'));
    assert.equal(await page.locator('button.star').getAttribute('aria-pressed'), 'false');
  });

  it('Ctrl+K atrod lapas un lietas, un bez JavaScript tas pats ir lapā', async () => {
    const { page } = clerk;
    await house.clerkGoes(clerk, '/work/cases?scope=all');
    const number = await page.locator('tbody a').first().innerText();
    await house.clerkGoes(clerk, '/help');
    await page.keyboard.press('Control+k');
    assert.ok(await page.locator('dialog.go').isVisible());
    await page.keyboard.type('sakum');
    await page.locator('dialog.go .found a', { hasText: 'Sākums' }).waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '/work');
    await clerk.axe('dialog of the search');
    await page.screenshot({ path: new URL('../target/pictures/mekletajs-desk.png', import.meta.url).pathname });
    const arrived = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await arrived;
    assert.equal(new URL(page.url()).pathname, '/work');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(number);
    await page.locator('dialog.go .found a', { hasText: number }).first().waitFor();
    await page.keyboard.press('Escape');
    assert.ok(!await page.locator('dialog.go').isVisible());
    const plain = await Visitor.at(house, { javaScript: false });
    await signInStaff(plain, 'referents', house.passwords);
    await plain.goto('/work/go');
    await plain.page.fill('#q', number);
    await submit(plain.page, 'form.search-line');
    assert.ok(await plain.page.locator(`main a[href="/work/cases/${number}"]`).isVisible());
    await plain.look('meklet');
    await plain.close();
    await house.clerkGoes(clerk, '/work');
    await page.keyboard.press('?');
    assert.ok(await page.locator('dialog.keys').isVisible(), 'the map of keys is on every page of the workplace');
    await page.keyboard.press('Escape');
  });

  it('navigāciju sagatavo, priekšskata, publicē un atgriež agrāko', async () => {
    const { page } = admin;
    const menu = async () => { await house.clerkGoes(clerk, '/work'); return clerk.page.locator('nav.side').innerText(); };
    await admin.goto('/work/navigation');
    await admin.look('navigacija');
    await page.fill('#g-lv', 'Citas sistēmas');
    await follow(page, page.locator('form:has(#g-lv) button[type=submit]'));
    await page.fill('#new-lv', 'Karte');
    await page.fill('#url', 'javascript:alert(1)');
    await follow(page, page.locator('form:has(#new-lv) button[type=submit]').last());
    assert.match(await page.locator('.ds-error-summary').innerText(), /https/);
    await admin.look('navigacija-kluda');
    await page.fill('#url', 'https://karte.example.lv/');
    await follow(page, page.locator('form:has(#new-lv) button[type=submit]').last());
    await page.locator('tr:has(input[value="app.karte"]) select[name=group]').selectOption('citas-sistemas');
    await follow(page, page.locator('form[action="/work/navigation/placements"] button[type=submit]'));
    assert.doesNotMatch(await menu(), /Karte/, 'a draft is nobody\'s');
    await admin.goto('/work/navigation/preview?role=environment-clerk&unit=environment');
    assert.match(await page.locator('.preview').innerText(), /Citas sistēmas\s+Karte/);
    await admin.look('navigacijas-prieksskats');
    await admin.goto('/work/navigation');
    await page.fill('#note', 'Karte visiem');
    await follow(page, page.locator('form[action="/work/navigation/publish"] button'));
    assert.match(await menu(), /Citas sistēmas\s+Karte/);
    await page.locator('tr:has(input[value="app.karte"]) select[name=shown]').selectOption('false');
    await follow(page, page.locator('form[action="/work/navigation/placements"] button[type=submit]'));
    await page.fill('#note', 'Kartes nav');
    await follow(page, page.locator('form[action="/work/navigation/publish"] button'));
    assert.doesNotMatch(await menu(), /Karte/);
    await admin.goto('/work/navigation/history');
    await admin.look('navigacijas-vesture');
    await follow(page, page.locator('form[action="/work/navigation/republish"] button').first());
    assert.match(await menu(), /Citas sistēmas\s+Karte/);
    assert.equal((await clerk.page.goto('/work/navigation')).status(), 403, 'a clerk does not arrange it');
    clerk.complaints.splice(0);
  });

  it('divi, kas reizē kārto navigāciju, viens otru nepārraksta', async () => {
    const { page } = admin;
    await admin.goto('/work/navigation');
    const other = await page.context().newPage();
    await other.goto('/work/navigation');
    await other.fill('#g-lv', 'Rīki');
    await follow(other, other.locator('form:has(#g-lv) button[type=submit]'));
    await other.close();
    await page.locator('tr:has(input[value="menu.inbox"]) input[name=rank]').fill('7');
    await follow(page, page.locator('form[action="/work/navigation/placements"] button[type=submit]'));
    assert.equal(await page.locator('h1').innerText(), 'Kāds bija ātrāks');
    assert.match(await page.locator('main table').innerText(), /Rīki/);
    await admin.look('navigacija-konflikts');
    await follow(page, page.locator('form[action="/work/navigation/placements"] button[type=submit]'));
    assert.equal(await page.locator('tr:has(input[value="menu.inbox"]) input[name=rank]').inputValue(), '7', 'one\'s own is saved after all');
    assert.ok(await page.locator('input[value="Rīki"]').count() > 0, 'and the other one\'s is there');
    await page.locator('details.sure:has(form[action="/work/navigation/discard"]) summary').click();
    await follow(page, page.locator('form[action="/work/navigation/discard"] button[type=submit]'));
    assert.equal(await page.locator('input[value="Rīki"]').count(), 0);
  });

  it('paziņojumi par lietām ir zvaniņā, un tos var izlasīt', async () => {
    const { page } = clerk;
    const chief = await Visitor.at(house);
    await signInStaff(chief, 'vaditaja', house.passwords);
    await chief.goto('/work/cases?scope=unassigned');
    const number = await chief.page.locator('tbody a').first().innerText();
    await chief.page.locator('tbody input[name=case]').first().check();
    await chief.page.locator('select[name=whom]').selectOption('referents');
    await follow(chief.page, chief.page.locator('form[action="/work/cases/assign"] button[type=submit]').first());
    await chief.close();
    await page.waitForFunction(async () => (await (await fetch('/work')).text()).includes('class="count"'), null, { polling: 500 });
    await house.clerkGoes(clerk, '/work/notifications');
    await clerk.look('pazinojumi');
    const line = page.locator('.told button', { hasText: number }).first();
    assert.match(await line.innerText(), /uzticēta/);
    await follow(page, line);
    assert.equal(new URL(page.url()).pathname, `/work/cases/${number}`);
  });

  it('paziņojums visiem ir redzams darbiniekiem un iedzīvotājiem, un to var aizvērt', async () => {
    const { page } = admin;
    await admin.goto('/work/announcements');
    await page.fill('#lv', 'Naktī no 22.00 sistēma strādās lēnāk.');
    await page.locator('#audience').selectOption('all');
    await page.locator('#level').selectOption('warning');
    await submit(page, 'main form.form');
    await admin.look('pazinojumi-visiem');
    const visitor = await Visitor.at(house, { javaScript: false });
    await visitor.goto('/');
    assert.match(await visitor.page.locator('.announcement').innerText(), /strādās lēnāk/);
    await visitor.look('portals-ar-pazinojumu');
    await follow(visitor.page, visitor.page.locator('.announcement button'));
    assert.equal(await visitor.page.locator('.announcement').count(), 0);
    await visitor.close();
    await admin.goto('/work/announcements');
    await page.locator('tbody details.sure > summary').first().click();
    await follow(page, page.locator('tbody details.sure[open] button[type=submit]').first());
    await house.clerkGoes(clerk, '/work');
    assert.equal(await clerk.page.locator('.announcement').count(), 0);
  });

  it('izskatu maina redzot, krāsu bez kontrasta nepieņem un piedāvā tuvāko, un agrāko var atgriezt', async () => {
    const { page } = admin;
    await admin.goto('/work/theme');
    await page.fill('#accent', '#00695c');
    assert.equal(await page.locator('.sample [data-accent]').first().getAttribute('fill'), '#00695c', 'seen while typing');
    assert.match(await page.locator('#accent-ratio').innerText(), /6,\d/);
    await page.fill('#accent', '#ffee00');
    await submit(page, 'form[data-theme]');
    const refused = await page.locator('.ds-error-summary').innerText();
    assert.match(refused, /1\.20 : 1/);
    await admin.look('izskats-kluda');
    await page.fill('#accent', /#[0-9a-f]{6}/.exec(refused)[0]);
    await submit(page, 'form[data-theme]');
    await page.fill('#accent', '#00695c');
    await page.fill('#name-lv', 'Paraugu pašvaldība');
    await page.setInputFiles('#arms', { name: 'gerbonis.svg', mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 48"><path d="M2 2h36v24c0 12-10 18-18 20C12 44 2 38 2 26z" fill="#c62828"/><path d="M20 8l4 10h10l-8 6 3 10-9-6-9 6 3-10-8-6h10z" fill="#fff"/></svg>') });
    await submit(page, 'form[data-theme]');
    await admin.look('izskats');
    await clerk.goto('/theme.css');
    assert.match(await clerk.page.locator('body').innerText(), /#00695c/);
    await house.clerkGoes(clerk, '/work');
    assert.match(await clerk.page.locator('.brand').innerText(), /Paraugu pašvaldība/);
    assert.ok(await clerk.page.locator('.brand img').evaluate(image => image.complete && image.naturalWidth > 0));
    await clerk.look('darba-sakums-cita-izskata');
    await admin.goto('/work/theme');
    await follow(page, page.locator('form[action="/work/theme/republish"] button').first());
    await house.clerkGoes(clerk, '/work');
    assert.doesNotMatch(await clerk.page.locator('.brand').innerText(), /Paraugu pašvaldība/);
  });

  it('tumšo izskatu izvēlas, tas paliek, un viss tajā ir salasāms', async () => {
    const { page } = clerk;
    await clerk.goto('/work');
    await follow(page, page.locator('.schemes a', { hasText: 'Tumšs' }));
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(18, 23, 26)');
    for (const path of ['/work', '/work/arrange', '/work/menu', '/work/notifications', '/work/go?q=liet', '/work/cases?scope=all', '/kit']) {
      await house.clerkGoes(clerk, path);
      await loaded(page);
      await clerk.axe(`${path} in the dark that was chosen`);
      await page.setViewportSize({ width: 640, height: 450 });
      clerk.fits(`${path} at 200 %`, await clerk.overflow(), 640);
      await page.setViewportSize(WIDTHS.desk);
    }
    await house.clerkGoes(clerk, '/work');
    await clerk.look('darba-sakums-tumss');
    await follow(page, page.locator('.schemes a', { hasText: 'Kā ierīcē' }));
    for (const path of ['/work/navigation', '/work/theme', '/work/announcements']) {
      await admin.page.emulateMedia({ colorScheme: 'dark' });
      await admin.goto(path);
      await admin.axe(`${path} in the dark`);
      await admin.page.setViewportSize({ width: 640, height: 450 });
      admin.fits(`${path} at 200 %`, await admin.overflow(), 640);
      await admin.page.setViewportSize(WIDTHS.desk);
    }
    await admin.page.emulateMedia({ colorScheme: 'light' });
  });

  it('saskarnes elementu rokasgrāmata un veidnes citām sistēmām ir kārtībā', async () => {
    const visitor = await Visitor.at(house);
    await visitor.goto('/kit');
    await visitor.look('saskarnes-elementi');
    await visitor.goto('/kit/v1/page.html');
    await visitor.look('veidne-citai-sistemai');
    await visitor.close();
  });

  it('izvēlne un palīdzība katram', async () => {
    await house.clerkGoes(clerk, '/work/menu');
    await clerk.look('mana-izvelne');
    await clerk.page.locator('.page-help > summary').click();
    assert.match(await clerk.page.locator('.page-help').innerText(), /izvēlnes kārtība/);
    await clerk.axe('the help of a page');
  });

  it('cita pašvaldības sistēma piesakās šeit un rāda to pašu navigāciju', async () => {
    const foreign = await startForeign(house.container.foreignPort, house.container.url);
    const visitor = await Visitor.at(house);
    const { page } = visitor;
    try {
      await page.goto(foreign.url);
      await page.locator('body[data-ready]').waitFor();
      await page.locator('#enter').click();
      await page.waitForURL(/sign-in/);
      await page.locator('a[href^="/sign-in/staff"]').click(); // the application is for residents too
      await page.fill('[name=login]', 'referents');
      await page.fill('[name=password]', house.passwords.referents);
      await page.locator('form[action="/sign-in/staff"] button[type=submit]').click();
      await page.waitForURL(url => url.origin === foreign.url); // by a page that leaves by itself; no consent for what is the municipality's own
      await page.locator('#state', { hasText: 'Pieteicies' }).waitFor();
      const nav = page.locator('pkip-nav');
      assert.match(await nav.locator('.bar').innerText(), /Atteikties/);
      await nav.locator('#menu').focus();
      await page.keyboard.press('Enter');
      assert.equal(await nav.locator('#menu').getAttribute('aria-expanded'), 'true');
      assert.ok(await nav.locator(`a[href="${house.container.url}/work/cases"]`).isVisible());
      await visitor.axe('the navigation in a foreign application');
      await page.screenshot({ path: new URL('../target/pictures/cita-sistema-desk.png', import.meta.url).pathname });
      await page.setViewportSize(WIDTHS.phone);
      visitor.fits('the navigation in a foreign application', await visitor.overflow(), WIDTHS.phone.width);
      await page.screenshot({ path: new URL('../target/pictures/cita-sistema-phone.png', import.meta.url).pathname });
      await nav.locator('nav a').first().focus();
      await page.keyboard.press('Escape');
      assert.equal(await nav.locator('#menu').getAttribute('aria-expanded'), 'false', 'Escape closes the menu');
      visitor.honest('the navigation in a foreign application');
      await nav.locator('#leave').click();
      await page.waitForURL(url => url.origin === house.container.url || url.origin === foreign.url && url.pathname === '/');
    } finally {
      await visitor.close();
      await foreign.stop();
    }
  });

  it('no nezināmas vietnes navigāciju neizsniedz', async () => {
    const refused = await fetch(`${house.container.url}/nav/v1/navigation`, { headers: { Origin: 'https://evil.example', Authorization: 'Bearer x' } });
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get('access-control-allow-origin'), null);
    const asked = await fetch(`${house.container.url}/nav/v1/navigation`, { method: 'OPTIONS', headers: { Origin: `http://127.0.0.1:${house.container.foreignPort}` } });
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get('access-control-allow-origin'), `http://127.0.0.1:${house.container.foreignPort}`);
  });
}
