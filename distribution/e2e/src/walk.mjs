// From application to permit, in Latvian, as two people at two browsers go it.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Visitor, WIDTHS } from './browser.mjs';
import { fill, follow, inDays, photo, press, signInResident, signInStaff, submit } from './people.mjs';
import { RESIDENT, begin, fillPapers, fillTrees, fillWhere, fillWho, send } from './application.mjs';

export function walk(house) {
  let resident;
  let clerk;
  let number;

  const tag = page => page.locator('main .tag').first().innerText();
  const act = async (action, answers = {}, reason) => {
    await house.clerkGoes(clerk, `/work/cases/${number}/actions/${action}`);
    await fill(clerk.page, answers);
    if (reason) {
      await clerk.page.fill('[name="_reason"]', reason);
    }
  };
  const done = async () => {
    await submit(clerk.page);
    assert.match(clerk.page.url(), new RegExp(`/work/cases/${number}(\\?|$)`), await clerk.page.locator('main').innerText());
  };

  it('iedzīvotājs piesakās un iesniedz iesniegumu par diviem kokiem ar fotoattēlu', async () => {
    resident = await Visitor.at(house, { viewport: WIDTHS.phone });
    await resident.goto('/');
    await resident.look('portals');
    await signInResident(resident, RESIDENT, '/services/tree-felling');
    await begin(resident);
    await fillWho(resident, 'ilze@pasts.example');
    await fillWhere(resident);
    await fillTrees(resident);
    await fillPapers(resident);
    number = await send(resident);
    await resident.goto(`/cases/${number}`);
    await resident.look('lieta-iesniegta');
    assert.equal(await tag(resident.page), 'Saņemts');
  });

  it('darbinieks pieprasa precizēšanu un termiņš apstājas', async () => {
    clerk = await house.clerk();
    await house.clerkGoes(clerk, '/work/cases?scope=team');
    await clerk.look('lietu-saraksts');
    await house.clerkGoes(clerk, `/work/cases/${number}`);
    await clerk.look('darbinieka-lieta');
    await act('request-correction', { missing: ['photos'], until: inDays(14) }, 'Otram kokam trūkst fotoattēla.');
    await clerk.look('precizesanas-pieprasijums');
    await done();
    await resident.goto(`/cases/${number}`);
    await resident.look('lieta-precizesana');
    assert.match(await resident.page.locator('main').innerText(), /Otram kokam trūkst fotoattēla\./);
    assert.equal(await tag(resident.page), 'Gaida papildu informāciju');
  });

  it('iedzīvotājs iesniedz labojumus un tas, kas bija, ir ierakstīts', async () => {
    const { page } = resident;
    await page.locator(`a[href="/cases/${number}/actions/correct"]`).click();
    assert.equal(await page.locator('[name="land.address"]').inputValue(), 'Parauga iela 5, Daugavpils');
    await page.setInputFiles('input[type=file][name="trees[1].photo"]', photo(40));
    await press(page, '_upload', 'trees[1].photo');
    await resident.look('labojumi');
    await submit(page);
    assert.match(page.url(), new RegExp(`/cases/${number}(\\?|$)`));
    assert.equal(await tag(page), 'Saņemts');
  });

  it('darbinieks pieņem iesniegumu un ieraksta apsekošanas aktu', async () => {
    await act('accept');
    await done();
    await act('inspect', {
      date: inDays(0), members: 'Vija Parauga, komisijas priekšsēdētāja', findings: 'Kļava aug ēkas pamatu tuvumā, bērzi ir nokaltuši.',
      'trees[0].condition': 'healthy', 'trees[1].condition': 'dead', discussion: 'yes', proposal: 'grant',
    });
    assert.equal(await clerk.page.locator('[name="trees[0].diameter"]').inputValue(), '70', 'trees come from the application');
    await clerk.look('apsekosanas-akts');
    await done();
  });

  it('saskaņošana nebeidzas, kamēr trūkst publiskās apspriešanas rezultāta', async () => {
    await act('coordinated');
    await submit(clerk.page);
    assert.match(await clerk.page.locator('main').innerText(), /Trūkst publiskās apspriešanas rezultāta/);
    await clerk.look('saskanosana-nepilniga');
    await act('public-discussion', { number: '12/2026', date: inDays(0), opinion: 'for' });
    await clerk.look('atzinums');
    await done();
    await act('coordinated');
    await done();
  });

  it('atlīdzības aprēķins rāda katru rindu ar pamatu', async () => {
    await act('calculate', { settlement: 'state-city', part: 'other', publicFunds: 'no', 'trees[1].reason': 'other' });
    await press(clerk.page, '_preview', '1');
    await clerk.look('aprekins');
    const preview = await clerk.page.locator('#preview').innerText();
    assert.match(preview, /478,08/); // 70 / 0.702804 × 2 × 1.5 × 2 × 0.8
    assert.match(preview, /3\. pielikums/);
    assert.match(preview, /Cita valstspilsēta/, 'facts are said in words');
    assert.doesNotMatch(preview, /state-city|\d{12,}/);
    await done();
  });

  it('lēmumam pirms pieņemšanas redz sekas, un tas ved uz samaksu', async () => {
    await act('grant', { reasons: 'Komisija konstatēja, ka kļava apdraud ēkas pamatus, bet bērzi ir nokaltuši.', validUntil: inDays(365),
      conditions: 'Nocirsto koku vietā iestādīt divas liepas.' });
    await press(clerk.page, '_preview', '1');
    await clerk.look('lemuma-projekts');
    assert.match(await clerk.page.locator('#preview').innerText(), /Atlīdzības samaksa/);
    await done();
    await clerk.look('darbinieka-lieta-pec-lemuma');
  });

  it('iedzīvotājs samaksā smilškastē', async () => {
    const { page } = resident;
    await resident.goto(`/cases/${number}`);
    await resident.look('lieta-jamaksa');
    assert.equal(await tag(page), 'Gaida samaksu');
    await follow(page, page.locator('main .notice a.ds-button'));
    await resident.look('maksajums');
    await submit(page, 'main form[method=post]');
    assert.match(page.url(), /sandbox\/payment\//);
    await resident.look('maksajums-smilskaste');
    await press(page, 'choice', 'pay');
    await until(async () => {
      await resident.goto(`/cases/${number}`);
      return await tag(page) === 'Izpildīts';
    }, 'the permit is issued when the money is there');
    await resident.look('lieta-pabeigta');
    assert.doesNotMatch(await page.locator('main > .notice').allInnerTexts().then(t => t.join()), /Otram kokam/, 'a reason of a step long over is not shown as the reason now');
  });

  it('atļauju var lejupielādēt un pārbaudīt', async () => {
    const { page } = resident;
    const link = page.locator('ul.files a[href^="/attachments/"]', { hasText: 'Koku ciršanas atļauja' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const pdf = readFileSync(await download.path());
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    const code = await page.locator('ul.files a[href^="/verify/"]').first().innerText();
    const anybody = await Visitor.at(house);
    await anybody.goto('/verify');
    await anybody.look('parbaude');
    await anybody.page.fill('[name=code]', code);
    await submit(anybody.page, 'main form');
    await anybody.look('parbaudits');
    const { createHash } = await import('node:crypto');
    const text = await anybody.page.locator('main').innerText();
    assert.match(text, new RegExp(number));
    assert.match(text, new RegExp(createHash('sha256').update(pdf).digest('hex')));
    assert.doesNotMatch(text, /Izdomāta/, 'no personal data for anybody');
    await anybody.page.fill('[name=code]', 'XXXX-XXXX-XXXX');
    await submit(anybody.page, 'main form');
    assert.match(await anybody.page.locator('main').innerText(), /nav/i);
    await anybody.close();
  });

  it('iedzīvotājs saņem vēstules latviski', async () => {
    const letters = await house.letters('ilze@pasts.example');
    for (const subject of ['Saņemts iesniegums', 'Jāprecizē iesniegums', 'Koku ciršana atļauta', 'Lēmums par koku ciršanu']) {
      assert.ok(letters.some(letter => letter.includes(subject)), `a letter „${subject}”, not only ${letters.join('; ')}`);
    }
  });

  it('kas nāk un iet, tas nevienu sveša cilvēka lietu nerāda', async () => {
    const stranger = await Visitor.at(house);
    const anonymous = await stranger.page.goto(`/cases/${number}`);
    assert.match(stranger.page.url(), /\/sign-in/, `not signed in: ${anonymous.status()}`);
    await signInResident(stranger, { givenName: 'Anna', familyName: 'Svešā', personalCode: '320000-00002' });
    const foreign = await stranger.page.goto(`/cases/${number}`);
    assert.equal(foreign.status(), 404);
    const work = await stranger.page.goto(`/work/cases/${number}`);
    assert.ok([401, 403, 404].includes(work.status()) || /sign-in/.test(stranger.page.url()));
    await stranger.close();
    await resident.close();
    await clerk.close();
  });
}

async function until(condition, what) {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, what);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}
