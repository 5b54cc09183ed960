// Residents sign in by each way there is, and act for others.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { Visitor, WIDTHS } from './browser.mjs';
import { submit } from './people.mjs';

/** At a simulator one is somebody made up, and it does the right thing or another one. */
async function signInBy(visitor, provider, person, { behaviour, to = '/cases' } = {}) {
  const { page } = visitor;
  await visitor.goto(`/sign-in?to=${encodeURIComponent(to)}`);
  await submit(page, `form[action="/sign-in/resident"]:has(input[name=provider][value=${provider}])`);
  await visitor.looked(`pieteiksanas-${provider}`);
  await page.getByLabel(person).check();
  if (behaviour !== undefined) {
    await page.selectOption('[name=behaviour]', behaviour);
  }
  await submit(page, 'main form.form');
  if (provider === 'latvija') {
    await visitor.looked('pieteiksanas-latvija-atbilde');
    await page.locator('main form button').click();
    await page.waitForURL(url => !url.pathname.startsWith('/sandbox/') && !url.pathname.startsWith('/sign-in/return/'));
  }
}

export function signingIn(house) {
  for (const [provider, javaScript] of [['latvija', true], ['latvija', false], ['eparaksts', true], ['oidc', true]]) {
    it(`piesakās ar ${provider}${javaScript ? '' : ' bez JavaScript'}`, async () => {
      const visitor = await Visitor.at(house, { javaScript, viewport: javaScript ? WIDTHS.desk : WIDTHS.phone });
      await signInBy(visitor, provider, /Jānis Paraudziņš/);
      assert.equal(new URL(visitor.page.url()).pathname, '/cases');
      assert.match(await visitor.page.locator('header').textContent(), /Jānis Paraudziņš/);
      assert.doesNotMatch(visitor.page.url(), /32000000001/);
      await visitor.close();
    });
  }

  it('viltotai, novecojušai un atkārtotai atbildei netic', async () => {
    for (const [provider, behaviours] of [['latvija', ['wrapped-inside', 'expired', 'other-key', 'wrong-state']], ['eparaksts', ['foreigner']], ['oidc', ['unsigned']]]) {
      for (const behaviour of behaviours) {
        const visitor = await Visitor.at(house);
        await signInBy(visitor, provider, /Jānis Paraudziņš/, { behaviour });
        assert.equal(new URL(visitor.page.url()).pathname, '/sign-in', behaviour);
        await visitor.looked('pieteikties-neizdevas');
        await visitor.close();
      }
    }
  });

  it('tas pats cilvēks ar veco un jauno kodu redz tās pašas lietas', async () => {
    const visitor = await Visitor.at(house);
    await signInBy(visitor, 'eparaksts', /Līga Piemēra/, { to: '/services/dog-fee/apply' });
    await submit(visitor.page, 'main form[action$="/apply"]');
    const draft = new URL(visitor.page.url()).pathname.split('/')[2];
    await visitor.close();
    const later = await Visitor.at(house);
    await signInBy(later, 'latvija', /Līga Piemēra/);
    assert.equal(await later.page.locator(`a[href="/apply/${draft}"]`).count(), 1, 'begun under the old code, found under the new one');
    await later.close();
  });

  it('rīkojas cita vārdā, kamēr drīkst', async () => {
    const visitor = await Visitor.at(house);
    const { page } = visitor;
    await signInBy(visitor, 'latvija', /Māra Pārstāve/);
    assert.equal(new URL(page.url()).pathname, '/mandates');
    await visitor.look('parstaviba');
    await page.getByLabel(/Elza Pārstāve/).check();
    await submit(page, 'main form.form');
    assert.match(await page.locator('main').innerText(), /Jūs rīkojaties šīs personas vārdā: Elza Pārstāve/);
    await visitor.look('parstaviba-lietas');
    const register = await Visitor.at(house);
    await register.goto('/sandbox/mandates');
    await register.look('parstavibas-registrs');
    await submit(register.page, 'form:has(input[value=child])');
    const end = Date.now() + 10_000;
    while (!page.url().includes('/mandates') && Date.now() < end) {
      await visitor.goto('/cases');
    }
    assert.match(await page.locator('main').innerText(), /Pārstāvība vairs nav spēkā/);
    await visitor.look('parstaviba-beigusies');
    await submit(page, 'main form.form');
    assert.doesNotMatch(await page.locator('main').innerText(), /Jūs rīkojaties/);
    await submit(register.page, 'form:has(input[value=child])');
    await register.close();
    await visitor.close();
  });
}
