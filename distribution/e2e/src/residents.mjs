// The application as other people meet it: with a keyboard alone, without JavaScript, and when no permit is needed.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { Visitor, WIDTHS } from './browser.mjs';
import { fill, press, signInResident, submit } from './people.mjs';
import { begin, fillPapers, fillTrees, fillWhere, fillWho, send } from './application.mjs';

export function residents(house) {
  it('bez JavaScript iesniegumu var aizpildīt un iesniegt, arī ar fotoattēlu', async () => {
    const visitor = await Visitor.at(house, { javaScript: false, viewport: WIDTHS.phone });
    await signInResident(visitor, { givenName: 'Pēteris', familyName: 'Vienkāršais', personalCode: '320000-00003' });
    await begin(visitor);
    await fillWho(visitor, 'peteris@pasts.example');
    await fillWhere(visitor);
    await fillTrees(visitor);
    await fillPapers(visitor);
    const number = await send(visitor);
    await visitor.goto(`/cases/${number}`);
    await visitor.look('bez-javascript-lieta');
    await visitor.close();
  });

  it('kļūdas ir pateiktas sarakstā ar saitēm uz laukiem, un nekas ierakstītais nepazūd', async () => {
    const visitor = await Visitor.at(house);
    const { page } = visitor;
    await signInResident(visitor, { givenName: 'Līga', familyName: 'Kļūmīgā', personalCode: '320000-00004' });
    await begin(visitor);
    await fillWho(visitor, 'liga@pasts.example');
    await fill(page, { 'land.cadastre': '12345', 'land.address': 'Parauga iela 7' });
    await submit(page);
    assert.match(page.url(), /\/where$/);
    await visitor.look('kludas');
    const summary = page.locator('.ds-error-summary');
    assert.match(await summary.innerText(), /Kadastra apzīmējumā ir 11 vai 14 cipari/);
    const links = await summary.locator('a').evaluateAll(all => all.map(a => document.querySelector(a.getAttribute('href')) !== null));
    assert.deepEqual(links, [true, true, true], 'three errors, each with a link that leads to its field');
    assert.equal(await page.locator('[name="land.address"]').inputValue(), 'Parauga iela 7');
    await visitor.close();
  });

  it('augļu kokam un tievam kokam atļauja nav vajadzīga, un to pasaka pirms iesniegšanas', async () => {
    const visitor = await Visitor.at(house);
    const { page } = visitor;
    await signInResident(visitor, { givenName: 'Zane', familyName: 'Dārzniece', personalCode: '320000-00005' });
    await begin(visitor);
    await fillWho(visitor, 'zane@pasts.example');
    await fillWhere(visitor);
    if (await page.locator('[name="trees[0].species"]').count() === 0) {
      await press(page, '_add', 'trees');
    }
    const apple = { 'trees[0].species': 'fruit', 'trees[0].count': '1', 'trees[0].diameter': '30', 'trees[0].girth': '80', 'trees[0].reason': 'renewal' };
    await fill(page, apple);
    await submit(page);
    await fillPapers(visitor);
    await visitor.look('atlauja-nav-vajadziga');
    const text = await page.locator('main').innerText();
    assert.match(text, /augļu kokus drīkst cirst bez pašvaldības atļaujas \(MK noteikumi Nr\. 309\)/);
    assert.equal(await page.locator('form[action$="/submit"]').count(), 0, 'there is nothing to submit');
    await visitor.close();
  });

  it('iesniegumu var saglabāt un turpināt vēlāk', async () => {
    const visitor = await Visitor.at(house);
    const { page } = visitor;
    await signInResident(visitor, { givenName: 'Juris', familyName: 'Pārtrauktais', personalCode: '320000-00006' });
    await begin(visitor);
    await fill(page, { 'applicant.email': 'juris@pasts.example', 'applicant.right': 'owner' });
    await press(page, '_save', '1');
    await visitor.goto('/cases');
    await visitor.look('melnraksti');
    await page.locator('main a[href^="/apply/"]').first().click();
    assert.equal(await page.locator('[name="applicant.email"]').inputValue(), 'juris@pasts.example');
    assert.ok(await page.locator('[name="applicant.right"][value="owner"]').isChecked());
    await visitor.close();
  });

  it('ar tastatūru vien iesniegumu var aizpildīt un iesniegt', async () => {
    const visitor = await Visitor.at(house);
    const { page } = visitor;
    await signInResident(visitor, { givenName: 'Kārlis', familyName: 'Taustiņš', personalCode: '320000-00007' }, '/services/tree-felling');
    const keys = new Keyboard(page);
    await visitor.goto('/services/tree-felling');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop leads past the menu');
    await keys.press('main a[href="/services/tree-felling/apply"]', 'Enter');
    await keys.press('form[action="/services/tree-felling/apply"] button', 'Enter');
    await keys.choose('applicant.kind', 'person');
    await keys.choose('applicant.right', 'owner');
    await keys.choose('applicant.coOwned', 'no');
    await keys.type('applicant.email', 'karlis@pasts.example');
    await keys.press(NEXT, 'Enter');
    await keys.type('land.cadastre', '05000010101');
    await keys.type('land.address', 'Parauga iela 9');
    await keys.press('[name="land.places"][value="settlement"]', 'Space');
    await keys.choose('land.buildingPermit', 'no');
    await keys.press(NEXT, 'Enter');
    if (await page.locator('[name="trees[0].species"]').count() === 0) {
      await keys.press('button[name="_add"][value="trees"]', 'Enter');
    }
    await keys.to('[name="trees[0].species"]');
    await page.keyboard.type('Ozols');
    await keys.type('trees[0].count', '1');
    await keys.type('trees[0].diameter', '50');
    await keys.type('trees[0].girth', '140');
    await keys.choose('trees[0].reason', 'construction');
    await keys.press(NEXT, 'Enter');
    await keys.press('[name="confirm.truth"]', 'Space');
    await keys.press('[name="confirm.wait"]', 'Space');
    await keys.press(NEXT, 'Enter');
    assert.match(await page.locator('main').innerText(), /Ozols/);
    await keys.press('form[action$="/submit"] button', 'Enter');
    assert.match(page.url(), /\/receipt$/, await page.locator('main').innerText());
    await visitor.close();
  });

  it('lapas ir lasāmas, palielinot divas reizes', async () => {
    const visitor = await Visitor.at(house, { viewport: { width: 640, height: 450 } });
    for (const path of ['/', '/services/tree-felling', '/sign-in', '/verify']) {
      await visitor.goto(path);
      const overflow = await visitor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at 200 %`);
    }
    await visitor.close();
  });
}

const NEXT = 'main form.form button[data-variant=primary]';

/** Somebody who has only a keyboard: goes from stop to stop and sees where the focus is. */
class Keyboard {
  constructor(page) {
    this.page = page;
  }

  async to(selector) {
    for (let i = 0; i < 120; i++) {
      const state = await this.page.evaluate(wanted => {
        const here = document.activeElement;
        const style = getComputedStyle(here);
        const visible = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
        return { found: here.matches(wanted), visible };
      }, selector);
      if (state.found) {
        assert.ok(state.visible, `the focus can be seen at ${selector}`);
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  }

  async press(selector, key) {
    await this.to(selector);
    const arrived = key === 'Enter' ? this.page.waitForEvent('load') : null;
    await this.page.keyboard.press(key);
    await arrived;
  }

  async type(name, text) {
    await this.to(`[name="${name}"]`);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  /** The focus enters a group of choices at the first; arrows go on from there. */
  async choose(name, value) {
    await this.to(`[name="${name}"]`);
    await this.page.keyboard.press('Space');
    for (let i = 0; i < 12 && !(await this.page.locator(`[name="${name}"][value="${value}"]`).isChecked()); i++) {
      await this.page.keyboard.press('ArrowDown');
    }
    assert.ok(await this.page.locator(`[name="${name}"][value="${value}"]`).isChecked(), `${name} can be set to ${value}`);
  }
}
