// What docs/first-service.md and docs/how-to/vendor.md say is really tried: an empty folder, a release, a build, an
// installation, a use, an upgrade to Java rules, a removal.
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Visitor } from './browser.mjs';
import { fill, signInResident, submit } from './people.mjs';

const DOCS = new URL('../../../docs/', import.meta.url);
const SDK = new URL('../../sdk/target/repository', import.meta.url);

export function firstService(house) {
  it('pirmais pakalpojums no dokumentācijas top tukšā mapē, ir uzstādāms, lietojams, atjaunināms un noņemams', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pkip-first-service-'));
    try {
      assert.equal(write('first-service.md', folder), 6, 'six files');
      build(folder);
      const visitor = await Visitor.at(house);
      assert.equal((await visitor.page.request.get('/services/pothole')).status(), 404);
      house.console(`pkip:install --yes file:${folder}/target/pothole-1.0.0.jar`);

      await visitor.goto('/');
      assert.match(await visitor.page.locator('main').innerText(), /Ziņot par bedri/);
      await visitor.look('portals-ar-jauno-pakalpojumu');
      await signInResident(visitor, { givenName: 'Māris', familyName: 'Braucējs', personalCode: '320000-00008' }, '/services/pothole/apply');
      await apply(visitor, '12,5');
      await visitor.look('bedre');
      await submit(visitor.page);
      await submit(visitor.page, 'form[action$="/submit"]');
      const [, number] = /\/cases\/(BD-\d{4}-\d+)\/receipt/.exec(visitor.page.url()) ?? assert.fail(visitor.page.url());

      write('how-to/vendor.md', folder);
      build(folder);
      house.console(`pkip:install --yes file:${folder}/target/pothole-1.2.0.jar`);
      await visitor.goto('/services/pothole/apply');
      await apply(visitor, '2');
      await submit(visitor.page);
      assert.match(await visitor.page.locator('main').innerText(), /seklāka par 3 cm/, 'the rule in Java speaks');

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

async function apply(visitor, depth) {
  await submit(visitor.page, 'form[action="/services/pothole/apply"]');
  await fill(visitor.page, { street: 'Parauga iela 11', depth, danger: 'yes' });
}

/** Builds with what a vendor has: the SDK and public libraries, and a repository of its own that knows nothing of this house. */
function build(folder) {
  // The libraries are on this machine already, as those of a remote repository.
  const known = `<id>known</id><url>${pathToFileURL(join(homedir(), '.m2/repository'))}</url>`;
  writeFileSync(join(folder, 'settings.xml'), `<settings><localRepository>${folder}/repository</localRepository>
    <profiles><profile><id>known</id><repositories><repository>${known}</repository></repositories>
    <pluginRepositories><pluginRepository>${known}</pluginRepository></pluginRepositories></profile></profiles>
    <activeProfiles><activeProfile>known</activeProfile></activeProfiles></settings>`);
  execFileSync('mvn', ['-q', '-B', '-ntp', '-s', 'settings.xml', `-Dpkip.sdk=${SDK}`, 'package'], { cwd: folder, stdio: 'pipe' });
}

/** Writes the files of a page; each begins with a comment that names it. Returns how many are new. */
function write(page, folder) {
  let files = 0;
  for (const [, block] of readFileSync(new URL(page, DOCS), 'utf8').matchAll(/```[a-z]+\n([\s\S]*?)```/g)) {
    const named = /^(?:<!-- |\/\/ |# )(\S+\.(?:xml|json|properties|java))(, [^\n]*?)?(?: -->)?\n([\s\S]*)$/.exec(block);
    if (named) {
      const [, name, how, text] = named;
      const file = join(folder, name);
      if (how === ', one line more') {
        appendFileSync(file, text);
      } else if (how === ', beside "form"') {
        writeFileSync(file, readFileSync(file, 'utf8').replace('  "form":', `${text}  "form":`));
      } else {
        assert.equal(how, undefined, `${name}: the page says ${how}`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        files++;
      }
    }
  }
  return files;
}
