// The tree-felling application as a resident fills it in, page by page.
import assert from 'node:assert/strict';
import { fill, photo, press, submit } from './people.mjs';

export const RESIDENT = { givenName: 'Ilze', familyName: 'Izdomāta', personalCode: '320000-00001' };
const TREES = [
  { species: 'maple', count: '1', diameter: '70', girth: '190', reason: 'construction', 'point.lat': '55,8714', 'point.lon': '26,5161' },
  { species: 'birch', count: '2', diameter: '35,5', girth: '92', reason: 'dead' },
];

/** Opens the service and begins an application. */
export async function begin(visitor) {
  const { page } = visitor;
  await visitor.goto('/services/tree-felling');
  await visitor.looked('pakalpojums');
  await page.locator('a[href="/services/tree-felling/apply"]').click();
  await visitor.looked('pirms-sakuma');
  await submit(page, 'form[action="/services/tree-felling/apply"]');
  assert.match(page.url(), /\/apply\/[^/]+\/who$/);
}

export async function fillWho(visitor, email) {
  await fill(visitor.page, {
    'applicant.kind': 'person', 'applicant.right': 'owner', 'applicant.coOwned': 'no',
    'applicant.email': email, 'applicant.phone': '+371 20000000',
  });
  await visitor.looked('iesniegums-iesniedzejs');
  await submit(visitor.page);
  assert.match(visitor.page.url(), /\/where$/);
}

export async function fillWhere(visitor) {
  await fill(visitor.page, {
    'land.cadastre': '05000010101', 'land.address': 'Parauga iela 5, Daugavpils',
    'land.places': ['settlement'], 'land.buildingPermit': 'no',
  });
  await visitor.looked('iesniegums-vieta');
  await submit(visitor.page);
  assert.match(visitor.page.url(), /\/what$/);
}

export async function fillTrees(visitor, { photos = true } = {}) {
  const { page } = visitor;
  for (const [i, tree] of TREES.entries()) {
    if (await page.locator(`[name="trees[${i}].species"]`).count() === 0) {
      await press(page, '_add', 'trees');
    }
    await fill(page, Object.fromEntries(Object.entries(tree).map(([name, value]) => [`trees[${i}].${name}`, value])));
    if (photos && i === 0) {
      await page.setInputFiles('input[type=file][name="trees[0].photo"]', photo(90));
      await press(page, '_upload', 'trees[0].photo');
      assert.equal(await page.locator('a', { hasText: 'koks-90.png' }).count(), 1, 'the photo is there after uploading');
      assert.equal(await page.locator('[name="trees[0].diameter"]').inputValue(), '70', 'what was typed is there after uploading');
    }
  }
  await visitor.looked('iesniegums-koki');
  await submit(page);
  assert.match(page.url(), /\/papers$/);
}

export async function fillPapers(visitor) {
  const { page } = visitor;
  await page.locator('[name="confirm.truth"]').check();
  await page.locator('[name="confirm.wait"]').check();
  await visitor.looked('iesniegums-apliecinajumi');
  await submit(page);
  assert.match(page.url(), /\/summary$/);
}

/** Submits from the summary and returns the case's number. */
export async function send(visitor) {
  const { page } = visitor;
  await visitor.looked('kopsavilkums');
  const text = await page.locator('main').innerText();
  assert.match(text, /Parauga iela 5/);
  assert.match(text, /Parastā kļava/);
  await submit(page, 'form[action$="/submit"]');
  await visitor.looked('sanemts');
  const [, number] = /\/cases\/(KC-\d{4}-\d+)\/receipt/.exec(page.url()) ?? assert.fail(`no receipt but ${page.url()}`);
  return number;
}
