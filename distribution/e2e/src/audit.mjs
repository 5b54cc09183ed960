// The audit as an auditor meets it, and as the person whose data it is about does.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Visitor, WIDTHS } from './browser.mjs';
import { begin, fillPapers, fillTrees, fillWhere, fillWho, send } from './application.mjs';
import { fill, follow, signInResident, signInStaff, submit } from './people.mjs';

const PERSON = { givenName: 'Aina', familyName: 'Vērīgā', personalCode: '320000-00021' };

export function audit(house) {
  let number;
  let auditor;

  it('auditors vispirms pasaka nolūku un tad pēc personas koda atrod visu par personu, un koda nav ne adresē, ne sarakstā', async () => {
    const resident = await Visitor.at(house, { viewport: WIDTHS.phone });
    await signInResident(resident, PERSON);
    await begin(resident);
    await fillWho(resident, 'aina@pasts.example');
    await fillWhere(resident);
    await fillTrees(resident);
    await fillPapers(resident);
    number = await send(resident);
    await resident.close();
    const clerk = await house.clerk();
    await house.clerkGoes(clerk, `/work/cases/${number}`);
    await clerk.close();

    auditor = await Visitor.at(house);
    await signInStaff(auditor, 'administrators', house.passwords);
    const { page } = auditor;
    await auditor.goto('/audit-records');
    assert.match(page.url(), /\/audit-records\/purpose/, 'nothing is shown before a purpose is named');
    await auditor.look('audits-noluks');
    await page.check('[name=usual][value=complaint]');
    await fill(page, { note: 'iesniegums 21' });
    await submit(page);
    await auditor.look('audits-meklet');
    await fill(page, { person: PERSON.personalCode, from: '31.02.2026.' });
    await submit(page);
    assert.match(await page.locator('.ds-error-summary').innerText(), /Ierakstiet datumu/);
    await auditor.look('audits-kluda');
    await fill(page, { from: '' });
    await submit(page);
    const text = await page.locator('main').innerText();
    assert.match(text, /Pārlūkojat nolūkā: Sūdzības izskatīšana: iesniegums 21/);
    assert.match(text, /case\.submit/);
    assert.match(text, /case\.read/);
    assert.match(text, /Aina Vērīgā/);
    assert.doesNotMatch(`${page.url()} ${await page.content()}`, /00021/, 'the personal code is nowhere');
    await auditor.look('audits-atrastie');
  });

  it('ieraksts atveras pilnībā, un lietai ir laika līnija', async () => {
    const { page } = auditor;
    await follow(page, page.locator('main tr', { hasText: 'case.submit' }).locator('a').first());
    assert.match(await page.locator('main').innerText(), new RegExp(number));
    await auditor.look('audits-ieraksts');
    await follow(page, page.locator('main a', { hasText: 'laika līnija' }).last());
    assert.ok(page.url().endsWith(`/audit-records/case?number=${number}`));
    assert.ok(await page.locator('main svg circle').count() > 1);
    assert.ok(await page.locator('main ol.timeline li').count() > 1);
    await auditor.look('audits-laika-linija');
  });

  it('atrasto izdod CSV, JSON un PDF, meklēšanu saglabā un dzēš, pārskats paliek', async () => {
    const { page } = auditor;
    await auditor.goto('/audit-records');
    await fill(page, { caseNumber: number });
    await submit(page);
    const found = new URL(page.url()).pathname;
    for (const [format, begins] of [['csv', '\ufeffsequence;time;'], ['json', '{"sequence":'], ['pdf', '%PDF-']]) {
      const arriving = page.waitForEvent('download');
      await page.locator(`main button[name=format][value=${format}]`).click();
      const file = await arriving;
      const content = readFileSync(await file.path(), format === 'pdf' ? 'latin1' : 'utf8');
      assert.ok(content.startsWith(begins), `${format}: ${content.slice(0, 60)}`);
      const code = file.suggestedFilename().match(/^auditacija-(.+)\.(csv|ndjson|pdf)$/)[1];
      await auditor.goto(`/audit-records/exports/${code}`);
      assert.match(await page.locator('main').innerText(), /pilnīga/);
      await auditor.looked('audits-datne');
      await auditor.goto(found);
    }
    // The log signs its state a minute after it has grown.
    for (let i = 0; i < 120 && (await page.request.get('/audit-log/checkpoint')).status() !== 200; i++) {
      await auditor.goto(found);
    }
    await page.check('#proofs');
    const proved = page.waitForEvent('download');
    await page.locator('main button[name=format][value=csv]').click();
    const zip = await proved;
    assert.match(zip.suggestedFilename(), /^auditacija-.+\.zip$/);
    const bytes = readFileSync(await zip.path(), 'latin1');
    assert.ok(bytes.startsWith('PK') && bytes.includes('.pkip-audit-selection'), 'the file and its proofs');
    await fill(page, { name: 'Ainas lieta' });
    await submit(page, 'main form[action$="/save"]');
    assert.match(await page.locator('main').innerText(), /Ainas lieta/);
    await auditor.look('audits-saglabatas');
    await page.locator('details.sure > summary').first().click();
    await follow(page, page.locator('details.sure form button').first());
    assert.doesNotMatch(await page.locator('main').innerText(), /Ainas lieta/);

    await auditor.goto('/audit-reports');
    await auditor.look('audits-parskati');
    const today = new Intl.DateTimeFormat('lv-LV', { timeZone: 'Europe/Riga', day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date());
    await fill(page, { kind: 'access', from: today, to: today, person: PERSON.personalCode });
    await submit(page);
    assert.match(await page.locator('main').innerText(), /nav mainīts/);
    assert.ok(await page.locator('main svg.load rect').count() > 0);
    await auditor.look('audits-parskats');
    await follow(page, page.locator('main form[action$="/hold"] button'));
    assert.match(await page.locator('main').innerText(), /Pārskatu patur/);
    await page.locator('details.sure > summary').first().click();
    await auditor.look('audits-parskats-paturets');
    await follow(page, page.locator('details.sure form button').first());
    assert.match(await page.locator('main').innerText(), /vairs netiek paturēts/);
  });

  it('pārskatus sagatavo pēc grafika, ko aptur, atsāk un dzēš', async () => {
    const { page } = auditor;
    await auditor.goto('/audit-reports/schedules');
    assert.match(await page.locator('main').innerText(), /Grafiku vēl nav/);
    await auditor.look('audits-grafiki-tuksi');
    await fill(page, { kind: 'access', rhythm: 'weekly' });
    await submit(page);
    assert.match(await page.locator('.ds-error-summary').innerText(), /Aizpildiet/);
    await auditor.look('audits-grafiki-kluda');
    await fill(page, { kind: 'consignments', rhythm: 'weekly', way: 'workplace' });
    await submit(page);
    assert.match(await page.locator('main').innerText(), /Grafiks ir izveidots/);
    assert.match(await page.locator('main tbody tr').innerText(), /E-adreses sūtījumi/);
    await auditor.look('audits-grafiki');
    await page.locator('main tbody details.sure > summary').first().click();
    await follow(page, page.locator('main tbody form[action$="/pause"] button'));
    assert.match(await page.locator('main tbody tr').innerText(), /apturēts/);
    await follow(page, page.locator('main tbody form[action$="/resume"] button'));
    assert.match(await page.locator('main tbody tr').innerText(), /darbojas/);
    await page.locator('main tbody details.sure > summary').last().click();
    await follow(page, page.locator('main tbody form[action$="/delete"] button'));
    assert.match(await page.locator('main').innerText(), /Grafiku vēl nav/);
    await auditor.close();
  });

  it('daudzas neveiksmīgas pieteikšanās ir brīdinājums, ko izskata ar piezīmi, ar tastatūru un arī bez JavaScript', async () => {
    const stranger = await Visitor.at(house, { javaScript: false });
    for (let i = 0; i < 7; i++) {
      await stranger.goto('/sign-in/staff');
      await stranger.page.fill('[name=login]', `minejums-${i}`);
      await stranger.page.fill('[name=password]', 'Nepareiza-parole-26');
      await submit(stranger.page, 'form[action="/sign-in/staff"]');
    }
    await stranger.close();

    const watcher = await Visitor.at(house);
    await signInStaff(watcher, 'administrators', house.passwords);
    const { page } = watcher;
    const alert = page.locator('main tbody tr', { hasText: 'neveiksmīgu' }).first();
    for (let i = 0; i < 60 && (await watcher.goto('/audit-alerts'), await alert.count()) === 0; i++) {
      await page.waitForLoadState();
    }
    await watcher.look('bridinajumi');
    await alert.locator('a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/audit-alerts\/[A-Za-z0-9_-]{20}$/);
    const address = new URL(page.url()).pathname;
    assert.match(await page.locator('main').innerText(), /Brīdina, ja vienam/);
    assert.ok(await page.locator('main svg.load rect').count() > 0, 'times are a picture');
    await watcher.look('bridinajums');
    for (const language of ['en', 'ru', 'lv']) {
      await watcher.goto(`/language/${language}?to=${encodeURIComponent(address)}`);
      await watcher.spoken(`${address} in ${language}`);
    }
    await page.check('#deed-handled');
    await page.locator('#note').fill('');
    await page.locator('#note').evaluate((note) => note.removeAttribute('required'));
    await submit(page, 'main form.form');
    assert.match(await page.locator('.ds-error-summary').innerText(), /Uzrakstiet/);
    await watcher.look('bridinajums-kluda');
    await page.locator('#note').focus();
    await page.keyboard.type('Noskaidrots: aizmirsta parole');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/said=settled/);
    assert.match(await page.locator('main').innerText(), /Noskaidrots: aizmirsta parole/);
    await watcher.look('bridinajums-izskatits');
    const plain = await Visitor.at(house, { javaScript: false, viewport: WIDTHS.phone });
    await signInStaff(plain, 'administrators', house.passwords);
    await plain.goto(address);
    await plain.page.check('#deed-note');
    await plain.page.fill('#note', 'Piezīme bez JavaScript');
    await submit(plain.page, 'main form.form');
    assert.match(await plain.page.locator('main').innerText(), /Piezīme bez JavaScript/);
    await plain.goto('/work/notifications');
    assert.match(await plain.page.locator('main').innerText(), /Auditācijas brīdinājums/, 'who watches is told');
    await plain.close();
    await follow(page, page.locator('main a[href^="/audit-records/record/"]').first());
    assert.match(page.url(), /\/audit-records\/purpose/, 'records are shown where a purpose is asked for');

    await watcher.goto('/audit-alerts/rules');
    await watcher.look('noteikumi');
    await watcher.goto('/audit-alerts/rules/many-persons');
    await fill(page, { more: '39' });
    await page.locator('main button[value=try]').click();
    await page.waitForSelector('#tried');
    await watcher.look('noteikums');
    await page.locator('main button[value=ask]').click();
    await page.waitForSelector('main button[value=save]');
    assert.match(await page.locator('main').innerText(), /40[^0-9]+39/);
    await watcher.look('noteikums-jautajums');
    await page.locator('main button[value=save]').click();
    await page.waitForURL(/said=rule-changed/);
    await watcher.goto('/audit-sources');
    assert.match(await page.locator('main').innerText(), /pkip/);
    await watcher.look('avoti');
    await watcher.goto('/audit-sources/pkip');
    await watcher.look('avots');
    await watcher.close();
  });

  it('kam tiesību nav, tam auditācijas meklēšanas nav', async () => {
    const clerk = await house.clerk();
    for (const path of ['/audit-records', '/audit-records/purpose', '/audit-reports', '/audit-reports/schedules', '/audit-alerts', '/audit-alerts/rules', '/audit-sources', '/my-data']) {
      assert.equal((await clerk.page.goto(path)).status(), 403, path);
    }
    await clerk.close();
  });

  it('iedzīvotājs redz, kad un kādā nolūkā viņa dati skatīti, bet ne kurš tos skatījis', async () => {
    const resident = await Visitor.at(house, { viewport: WIDTHS.phone });
    await signInResident(resident, PERSON, '/my-data');
    const text = await resident.page.locator('main').innerText();
    assert.match(text, /Dati skatīti/);
    assert.match(text, /darbinieks/);
    assert.match(text, /lietas izskatīšana/);
    assert.doesNotMatch(text, /referents|administrators|iesniegums 21/);
    await resident.look('kas-skatijies');
    await resident.goto('/');
    assert.equal(await resident.page.locator('header a[href="/my-data"]').count(), 1, 'the menu leads there');
    await resident.close();
  });
}
