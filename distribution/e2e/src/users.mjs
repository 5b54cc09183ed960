// User administration as administrators meet it: somebody comes, a second person approves, somebody stands in, a list is imported.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { Visitor } from './browser.mjs';
import { fill, follow, inDays, signInStaff, submit } from './people.mjs';

const NEW = 'lauma';

export function users(house) {
  const administrator = async login => {
    const visitor = await Visitor.at(house);
    await signInStaff(visitor, login, house.passwords);
    return visitor;
  };

  it('jauns lietotājs nāk ar lomām, ko otrs cilvēks saskaņo', async () => {
    const first = await administrator('administrators');
    const { page } = first;
    await first.goto('/users');
    await first.look('lietotaji');
    await follow(page, page.locator('a[href="/users/new"]').first());
    await fill(page, { login: 'Lauma', givenName: 'Lauma', familyName: 'Liepa' });
    await submit(page);
    assert.equal(await page.inputValue('[name=familyName]'), 'Liepa', 'what was typed stays');
    await first.look('jauns-lietotajs-kluda');
    await fill(page, { login: NEW, email: 'lauma@pasvaldiba.example', unit: 'environment' });
    await first.look('jauns-lietotajs');
    await submit(page);
    await fill(page, { roles: ['administrator', 'cashier'] });
    await first.look('jauns-lietotajs-lomas');
    await submit(page);
    assert.match(await page.locator('main').innerText(), /Vajadzīgs otrs cilvēks/);
    await first.look('jauns-lietotajs-parbaude');
    await follow(page, page.locator('button[name=step][value=save]'));
    const secret = (await page.locator('.code').innerText()).trim();
    assert.ok(secret.length > 10);
    house.passwords[NEW] = secret;
    await first.look('vienreizeja-parole');
    await first.goto(`/users/account/${NEW}`);
    assert.match(await page.locator('main').innerText(), /Gaida otra cilvēka saskaņojumu/);
    await first.look('lietotajs');
    await first.goto('/users-approvals');
    await first.look('saskanosana');
    await follow(page, page.locator('main table a', { hasText: 'Lauma Liepa' }).first());
    assert.equal(await page.locator('main button[name=act]').count(), 0, 'who asked does not approve');
    await first.look('saskanosana-savs');

    const second = await administrator('parvaldnieks');
    await second.goto('/users-approvals');
    await follow(second.page, second.page.locator('main table a', { hasText: 'Lauma Liepa' }).first());
    await second.look('saskanosana-pieprasijums');
    await second.page.fill('[name=reason]', 'Pārbaudīts ar personāla daļu');
    await follow(second.page, second.page.locator('button[name=act][value=approve]'));
    await second.goto('/users-approvals/decided');
    assert.match(await second.page.locator('main').innerText(), /Lauma Liepa[\s\S]*Saskaņots/);
    await second.look('saskanosana-izlemtie');
    await second.close();

    await first.goto(`/users/account/${NEW}`);
    assert.match(await page.locator('main table').first().innerText(), /administrator/i);
    await first.close();

    const lauma = await administrator(NEW);
    await lauma.goto('/users');
    await lauma.close();
  });

  it('katra pārvaldības lapa ir kārtībā', async () => {
    const admin = await administrator('administrators');
    for (const [name, path] of [['lietotajs-labot', `/users/account/${NEW}/edit`], ['lietotajs-pareja', `/users/account/${NEW}/move`],
      ['lietotajs-aiziet', `/users/account/${NEW}/leave`], ['lietotajs-iznemt', `/users/account/${NEW}/remove`],
      ['lietotajs-vesture', `/users/account/${NEW}/history`], ['struktura', '/users/units'], ['strukturvieniba', '/users/units/environment'],
      ['strukturvieniba-labot', '/users/units/environment/edit'], ['amati', '/users/positions'], ['amats', '/users/positions/new'], ['grupas', '/users/groups'],
      ['lomas', '/users/roles'], ['loma', '/users/roles/administrator'], ['loma-labot', '/users/roles/cashier/edit'], ['loma-jauna', '/users/roles/new?copy=cashier'],
      ['tiesibu-tabula', '/users/roles/matrix'], ['piekluve', '/users/access'], ['piekluve-tiesibas', '/users/access?by=permission&what=users:manage'],
      ['piekluve-cilveks', `/users/access?by=person&what=${NEW}`], ['piekluve-loma', '/users/access?by=role&what=cashier'], ['imports', '/users/import']]) {
      await admin.goto(path);
      await admin.look(name);
    }
    await admin.close();
  });

  it('pāreja un darba beigšana parāda, kas mainās, pirms to saglabā', async () => {
    const admin = await administrator('administrators');
    const { page } = admin;
    await admin.goto(`/users/account/${NEW}/move`);
    await page.selectOption('[name=unit]', '');
    await page.locator('[name=roles][value=cashier]').uncheck();
    await page.fill('[name=reason]', 'Pāriet pie juristiem');
    await submit(page);
    assert.match(await page.locator('main .answers').first().innerText(), /Zudīs\s+Kasieris/);
    await admin.look('lietotajs-pareja-parbaude');
    await follow(page, page.locator('button[name=step][value=save]'));
    assert.match(await page.locator('main').innerText(), /Pāriet pie juristiem/);
    await admin.goto(`/users/account/${NEW}/move`);
    await page.selectOption('[name=unit]', 'environment');
    await page.locator('details:has([name=roles][value=cashier]) > summary').click();
    await page.locator('[name=roles][value=cashier]').check();
    await fill(page, { from: inDays(20), reason: 'Atgriežas vides nodaļā' });
    await submit(page);
    await admin.look('lietotajs-planota-pareja-parbaude');
    await follow(page, page.locator('button[name=step][value=save]'));
    assert.match(await page.locator('main').innerText(), /Kasieris[\s\S]*Atgriežas vides nodaļā/);
    await admin.look('lietotajs-planota-pareja');
    const cancel = page.locator('details:has(form[action$="/cancel-move"])');
    await cancel.locator('summary').click();
    await cancel.locator('[name=reason]').fill('Paliek, kur ir');
    await follow(page, cancel.locator('button'));
    assert.equal(await page.locator('form[action$="/cancel-move"]').count(), 0);
    await admin.goto(`/users/account/${NEW}/leave`);
    await fill(page, { to: inDays(60), reason: 'Beidzas līgums' });
    await submit(page);
    assert.match(await page.locator('main').innerText(), /Beidzas līgums/);
    await admin.close();
  });

  it('grupas dalībniekus pievieno un izņem bez JavaScript', async () => {
    const plain = await Visitor.at(house, { javaScript: false });
    await signInStaff(plain, 'administrators', house.passwords);
    const { page } = plain;
    await plain.goto('/users/groups/new');
    await fill(page, { name: 'lawyers', title: 'Juristi', reason: 'Jauna grupa' });
    await submit(page);
    await page.fill('[name=q]', 'lauma');
    await follow(page, page.locator('form[action^="/users/groups/lawyers#add"] button'));
    await page.check(`[name=member][value=${NEW}]`);
    await page.fill('[name=add-reason]', 'Juriste');
    await follow(page, page.locator('button[name=act][value=add]'));
    assert.match(await page.locator('main').innerText(), /Lauma Liepa/);
    await plain.look('grupa');
    await page.check(`[name=member][value=${NEW}]`);
    await page.fill('[name=out-reason]', 'Kļūda');
    await follow(page, page.locator('button[name=act][value=take]'));
    assert.match(await page.locator('main').innerText(), /Grupā vēl neviena nav/);
    await plain.close();
  });

  it('darbinieks pats ieceļ aizvietotāju un aizvietošanu pabeidz', async () => {
    const clerk = await house.clerk();
    const { page } = clerk;
    await clerk.goto('/substitutions');
    await clerk.look('aizvietosana');
    await fill(page, { substitute: 'vaditaja', from: inDays(30), to: inDays(40), reason: 'Atvaļinājums' });
    await submit(page, 'form[action="/substitutions"]');
    assert.match(await page.locator('main table').innerText(), /Vija Parauga/);
    await clerk.look('aizvietosana-ir');
    await page.locator('details.sure > summary').first().click();
    await follow(page, page.locator('form[action$="/end"] button').first());
    assert.match(await page.locator('main table').innerText(), /Beigusies/);
    const denied = await page.goto('/users');
    assert.equal(denied.status(), 403);
    clerk.complaints.splice(0); // the browser calls a refusal an error
    await clerk.close();
  });

  it('importā vispirms redz katras rindas sekas, tad viss notiek uzreiz', async () => {
    const admin = await administrator('administrators');
    const { page } = admin;
    const upload = async text => {
      await admin.goto('/users/import');
      await page.setInputFiles('[name=accounts]', { name: 'lietotaji.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${text}`) });
      await submit(page, 'form[action="/users/import"]');
    };
    await upload('login;givenName;familyName;unit;roles\r\nMadara M;M;;nowhere;\r\nmadara;Madara;Meža;environment;cashier\r\n');
    assert.match(await page.locator('main').innerText(), /Šādas struktūrvienības nav/);
    assert.equal(await page.locator('form[action="/users/import/apply"]').count(), 0);
    await admin.look('imports-kludas');
    const file = `login;givenName;familyName;unit;roles\r\nmadara;Madara;Meža;environment;cashier\r\n${NEW};Lauma;Ozola;environment;administrator\r\n`;
    await upload(file);
    assert.match(await page.locator('main').innerText(), /Liepa\s*→\s*Ozola/);
    await admin.look('imports-parbaude');
    await page.fill('[name=reason]', 'No personāla sistēmas');
    await submit(page, 'form[action="/users/import/apply"]');
    assert.match(await page.locator('main').innerText(), /Jauni: 1\. Mainīti: 1\./);
    await admin.look('imports-izdarits');
    const download = page.waitForEvent('download');
    await page.locator('form[action="/users/import/passwords"] button').click();
    assert.equal((await download).suggestedFilename(), 'vienreizejas-paroles.csv');
    await upload(file);
    assert.match(await page.locator('main').innerText(), /nekas neatšķiras/);
    await admin.close();
  });

  it('tiesības pārskata rindu pa rindai ar tastatūru', async () => {
    const admin = await administrator('administrators');
    const { page } = admin;
    await admin.goto('/users-reviews');
    await admin.look('parskatisana');
    await page.selectOption('[name=unit]', 'environment');
    await submit(page, 'form[action="/users-reviews"]');
    const lines = await page.locator('main tbody tr').count();
    assert.ok(lines >= 2);
    await admin.look('parskatisana-rindas');
    await follow(page, page.locator('a[href$="/next"]'));
    await admin.look('parskatisana-rinda');
    for (let i = 0; i < lines && /\/next/.test(page.url()); i++) {
      assert.equal(await page.evaluate(() => document.activeElement?.value), 'keep', 'Enter keeps');
      const arrived = page.waitForEvent('load');
      await page.keyboard.press('Enter');
      await arrived;
    }
    assert.match(await page.locator('main').innerText(), new RegExp(`izskatīts ${lines} no ${lines}`));
    await admin.close();
  });
}
