// What docs/first-service.md says is really tried: its six files, an empty folder, a build, an installation, a use.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Visitor } from './browser.mjs';
import { fill, signInResident, submit } from './people.mjs';

const PAGE = new URL('../../../docs/first-service.md', import.meta.url);

export function firstService(house) {
  it('pirmais pakalpojums no dokumentācijas top tukšā mapē, ir uzstādāms, lietojams un noņemams', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pkip-first-service-'));
    try {
      assert.deepEqual(written(folder).length, 6, 'six files');
      execFileSync('mvn', ['-q', '-B', '-ntp', 'package'], { cwd: folder, stdio: 'pipe' });
      const visitor = await Visitor.at(house);
      assert.equal((await visitor.page.request.get('/services/pothole')).status(), 404);
      house.console(`pkip:install --yes file:${folder}/target/pothole-1.0.0.jar`);

      await visitor.goto('/');
      assert.match(await visitor.page.locator('main').innerText(), /Ziņot par bedri/);
      await visitor.look('portals-ar-jauno-pakalpojumu');
      await signInResident(visitor, { givenName: 'Māris', familyName: 'Braucējs', personalCode: '320000-00008' }, '/services/pothole/apply');
      await submit(visitor.page, 'form[action="/services/pothole/apply"]');
      await fill(visitor.page, { street: 'Parauga iela 11', depth: '12,5', danger: 'yes' });
      await visitor.look('bedre');
      await submit(visitor.page);
      await submit(visitor.page, 'form[action$="/submit"]');
      const [, number] = /\/cases\/(BD-\d{4}-\d+)\/receipt/.exec(visitor.page.url()) ?? assert.fail(visitor.page.url());

      house.console('pkip:uninstall --yes pothole');
      assert.equal((await visitor.page.request.get('/services/pothole')).status(), 404);
      await visitor.goto(`/cases/${number}`);
      assert.match(await visitor.page.locator('main').innerText(), /Parauga iela 11|Ziņot par bedri/, 'the case outlives its service');
      await visitor.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Writes the page's files; each begins with a comment that names it. */
function written(folder) {
  const files = [];
  for (const [, block] of readFileSync(PAGE, 'utf8').matchAll(/```[a-z]+\n([\s\S]*?)```/g)) {
    const named = /^(?:<!-- |\/\/ |# )(\S+\.(?:xml|json|properties))(?: -->)?\n([\s\S]*)$/.exec(block);
    if (named) {
      const file = join(folder, named[1]);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, named[2]);
      files.push(named[1]);
    }
  }
  return files;
}
