// A day at the workplace: lists, files, paper, views, a lost session, the keyboard, the administrator's pages.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { Visitor, WIDTHS } from './browser.mjs';
import { follow, signInResident, signInStaff, submit } from './people.mjs';
import { begin, fillWho, fillWhere } from './application.mjs';

export function workplace(house) {
  let clerk;
  let number;

  it('sākumlapa rāda termiņus pa dienām un darbu pa pakalpojumiem, un skaitļi ved uz sarakstu', async () => {
    clerk = await house.clerk();
    const { page } = clerk;
    await clerk.look('darba-sakums');
    assert.equal(await page.locator('table.calendar td').count(), 35);
    const cell = page.locator('table:has(svg.load) td.number a').first();
    const count = Number(await cell.innerText());
    await follow(page, cell);
    assert.equal(Number((await page.locator('h1 .quiet').innerText()).split(' ')[0]), count);
    assert.ok(await page.locator('tbody tr').count() === Math.min(count, 25));
    number = await page.locator('tbody a').first().innerText();
  });

  it('sarakstu var lejupielādēt kā XLSX un CSV ar to pašu atlasi', async () => {
    const { page } = clerk;
    await house.clerkGoes(clerk, '/work/cases?scope=all&service=tree-felling');
    const shown = await page.locator('tbody a.nowrap').allInnerTexts();
    const sheet = unzipped(await download(page, 'a[href^="/work/cases.xlsx"]'), 'xl/worksheets/sheet1.xml');
    const csv = (await download(page, 'a[href^="/work/cases.csv"]')).toString('utf8');
    for (const one of shown) {
      assert.ok(sheet.includes(`>${one}<`), `${one} is in the sheet`);
      assert.match(csv, new RegExp(`^${one};`, 'm'));
    }
    assert.doesNotMatch(sheet, /<f>/);
  });

  it('saraksts un lieta ir drukājami: bez izvēlnēm un pogām, ar visu atvērtu', async () => {
    const { page } = clerk;
    for (const path of ['/work/cases?scope=all', `/work/cases/${number}`]) {
      await house.clerkGoes(clerk, path);
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.locator('.on-paper').isVisible());
      assert.ok(await page.locator(path.includes('?') ? 'table tbody tr' : 'dl.answers').first().isVisible(), `${path} shows what it is about`);
      for (const hidden of ['header.site', 'nav.side', 'main button', 'main textarea', 'main input']) {
        assert.equal(await page.locator(hidden).evaluateAll(all => all.filter(e => e.checkVisibility()).length), 0, `${hidden} of ${path} on paper`);
      }
      await page.emulateMedia({ media: 'screen' });
    }
    await house.clerkGoes(clerk, `/work/cases/${number}/applicant`);
    const folded = () => page.locator('main details:not([open])').count();
    const before = await folded();
    assert.ok(before > 0, 'the application is folded on the screen');
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await folded(), 0, 'nothing is folded on paper');
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.equal(await folded(), before);
  });

  it('skatu var saglabāt, atvērt un pēc pārjautāšanas dzēst', async () => {
    const { page } = clerk;
    await house.clerkGoes(clerk, '/work/cases?scope=open&phase=received');
    await page.locator('details.saved > summary').click();
    await page.fill('details.saved [name=title]', 'Jaunās lietas');
    await submit(page, 'form[action="/work/filters"]');
    await page.locator('details.saved > summary').click();
    await clerk.look('saglabatie-skati');
    await page.locator('details.sure > summary').first().click();
    await clerk.look('dzest-skatu');
    await submit(page, 'details.sure form');
    assert.match(await page.locator('main').innerText(), /Skats ir dzēsts/);
    assert.equal(await page.locator('details.sure').count(), 0);
  });

  it('ja sesija beidzas, ierakstītais nepazūd', async () => {
    const { page, context } = clerk;
    await house.clerkGoes(clerk, `/work/cases/${number}`);
    await page.fill('[name=note]', 'Zvanīt iesniedzējam pēc brīvdienām.');
    await context.clearCookies();
    await submit(page, 'form[action$="/notes"]');
    assert.match(page.url(), /sign-in/);
    await page.fill('[name=login]', 'referents');
    await page.fill('[name=password]', house.passwords.referents);
    await submit(page, 'form[action="/sign-in/staff"]');
    assert.match(await page.locator('main').innerText(), /Zvanīt iesniedzējam pēc brīvdienām\./);
    await clerk.look('saglabatais');
    await submit(page, 'main form');
    assert.match(await page.locator('.timeline').innerText(), /Zvanīt iesniedzējam pēc brīvdienām\./);
  });

  it('darbinieks redz lietu iesniedzēja acīm, bez iekšējām piezīmēm', async () => {
    await house.clerkGoes(clerk, `/work/cases/${number}/applicant`);
    await clerk.look('ka-redz-iesniedzejs');
    assert.doesNotMatch(await clerk.page.locator('main').innerText(), /Zvanīt iesniedzējam/);
  });

  it('sarakstā strādā īsinājumtaustiņi, un palīdzība tos nosauc', async () => {
    const { page } = clerk;
    await house.clerkGoes(clerk, '/work/cases?scope=all');
    await page.keyboard.press('?');
    assert.ok(await page.locator('dialog[open]').isVisible());
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const second = await page.locator('tbody tr').nth(1).getAttribute('data-href');
    const arrived = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await arrived;
    assert.equal(new URL(page.url()).pathname, second);
    await house.clerkGoes(clerk, '/help');
    await clerk.look('palidziba-darbiniekam');
    assert.equal(await page.locator('#keys kbd').count(), 8);
  });

  it('darba lapas ir lasāmas tumsā, piespiedu krāsās, palielinātas divas reizes un citās valodās', async () => {
    const { page } = clerk;
    const paths = ['/work', '/work/cases?scope=all', `/work/cases/${number}`, '/help'];
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const path of paths) {
      await house.clerkGoes(clerk, path);
      await clerk.axe(`${path} in the dark`);
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    for (const path of paths) {
      await house.clerkGoes(clerk, path);
      await page.keyboard.press('Tab');
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none', `the focus on ${path} in forced colours`);
    }
    await page.emulateMedia({ forcedColors: 'none' });
    for (const language of ['en', 'ru', 'lv']) {
      await clerk.goto(`/language/${language}?to=${encodeURIComponent(paths[1])}`);
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, paths[1], 'the switch stays on the page');
      for (const path of paths) {
        await house.clerkGoes(clerk, path);
        for (const viewport of [{ width: 640, height: 450 }, WIDTHS.phone]) {
          await page.setViewportSize(viewport);
          clerk.fits(`${path} in ${language}`, await clerk.overflow(), viewport.width);
        }
        assert.equal(await page.getAttribute('html', 'lang'), language);
        await clerk.spoken(`${path} in ${language}`);
      }
    }
    await page.setViewportSize(WIDTHS.desk);
    await clerk.close();
  });

  it('administratora lapas ir kārtībā, un paroles maiņu pārjautā', async () => {
    const admin = await Visitor.at(house);
    await signInStaff(admin, 'administrators', house.passwords);
    for (const [name, path] of [['pakalpojumi', '/work/services'], ['pielagojums', '/work/services/tree-felling'], ['sutijumi', '/work/outbox?state=sent']]) {
      await admin.goto(path);
      await admin.look(name);
    }
    await admin.goto('/work/audit');
    assert.match(new URL(admin.page.url()).pathname, /^\/audit-records/, 'records are shown where a purpose is asked for');
    await admin.goto('/work/users');
    assert.equal(new URL(admin.page.url()).pathname, '/users', 'old addresses lead on');
    await admin.goto('/users/account/vaditaja');
    assert.ok(!(await admin.page.locator('form[action$="/reset"] button').isVisible()), 'a new password is not one click away');
    await admin.page.locator('details.sure:has(form[action$="/reset"]) > summary').click();
    assert.ok(await admin.page.locator('form[action$="/reset"] button').isVisible());
    const denied = await admin.page.goto(`/work/cases/${number}`);
    assert.ok([403, 404].includes(denied.status()), 'an administrator reads nobody\'s case');
    assert.equal(await admin.page.locator('nav.side a').count() > 3, true, 'a refusal keeps the menu');
    await admin.close();
  });

  it('iedzīvotājs ieraksta savu atrašanās vietu ar vienu pogu, un melnraksta dzēšanu pārjautā arī bez JavaScript', async () => {
    const visitor = await Visitor.at(house, { viewport: WIDTHS.phone });
    const { page, context } = visitor;
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ latitude: 55.8714, longitude: 26.5161, accuracy: 12 });
    const person = { givenName: 'Anete', familyName: 'Vietniece', personalCode: '320000-00009' };
    await signInResident(visitor, person);
    await visitor.look('nav-iesniegumu');
    await begin(visitor);
    await fillWho(visitor, 'anete@pasts.example');
    await fillWhere(visitor);
    await page.locator('[data-locate]').first().click();
    await page.locator('[data-located]', { hasText: '12 m' }).first().waitFor();
    assert.equal(await page.locator('[data-part=lat]').first().inputValue(), '55,871400');
    assert.equal(await page.locator('[data-part=lon]').first().inputValue(), '26,516100');
    await visitor.close();
    const plain = await Visitor.at(house, { javaScript: false });
    await signInResident(plain, person);
    await plain.goto('/cases');
    const form = plain.page.locator('details.sure form');
    assert.ok(!(await form.isVisible()));
    await plain.page.locator('details.sure > summary').click();
    await plain.look('dzest-melnrakstu');
    await submit(plain.page, 'details.sure form');
    assert.equal(await plain.page.locator('details.sure').count(), 0);
    await plain.goto('/help');
    await plain.look('palidziba');
    await plain.close();
  });
}

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator(link).click()]);
  return readFileSync(await file.path());
}

/** One entry of a ZIP archive, found by the directory at its end. */
function unzipped(zip, wanted) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map(o => zip.readUInt16LE(at + o));
    if (zip.toString('utf8', at + 46, at + 46 + name) === wanted) {
      const local = zip.readUInt32LE(at + 42);
      const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      return inflateRawSync(zip.subarray(data, data + zip.readUInt32LE(at + 20))).toString('utf8');
    }
    at += 46 + name + extra + comment;
  }
  return assert.fail(`${wanted} is not in the file`);
}
