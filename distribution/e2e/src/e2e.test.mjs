// One container, one browser, and everything people do with them.
import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Container } from './container.mjs';
import { Visitor, launch } from './browser.mjs';
import { signInStaff } from './people.mjs';
import { walk } from './walk.mjs';
import { residents } from './residents.mjs';
import { users } from './users.mjs';
import { audit } from './audit.mjs';
import { signingIn } from './signing-in.mjs';
import { workplace } from './workplace.mjs';
import { universal } from './universal.mjs';
import { credentials } from './credentials.mjs';
import { firstService } from './first-service.mjs';
import { openIdConnect } from './oidc.mjs';

const house = {
  container: null,
  browser: null,
  passwords: null,
  /** What is wrong with pages looked at; a test of its own says so. */
  flaws: [],

  /** A clerk who processes and decides, signed in. */
  async clerk() {
    const visitor = await Visitor.at(house);
    await signInStaff(visitor, 'referents', house.passwords);
    return visitor;
  },

  async clerkGoes(clerk, path) {
    await clerk.goto(path);
    clerk.honest(path);
  },

  /** Subjects and texts of letters that the mail simulator holds for an address; waits for the workers. */
  async letters(address) {
    const visitor = await Visitor.at(house);
    const end = Date.now() + 60_000;
    let found = [];
    while (found.length < 4 && Date.now() < end) {
      await visitor.goto('/sandbox/mail');
      found = (await visitor.page.locator('main tr, main li, main article').allInnerTexts()).filter(text => text.includes(address));
      await new Promise(resolve => setTimeout(resolve, 500));
    }
    await visitor.looked('pastkaste');
    await visitor.close();
    return found;
  },

  /** Runs a console command as a script would and returns what it printed. */
  console(command) {
    return execFileSync(`${house.container.home}/bin/client`, ['-b'], { input: `${command}\n`, encoding: 'utf8', timeout: 120_000 });
  },
};

before(async () => {
  house.container = await Container.start();
  house.browser = await launch();
  house.passwords = house.container.passwords();
});

after(async () => {
  await house.browser?.close();
  await house.container?.stop();
});

describe('ceļš no iesnieguma līdz atļaujai', () => walk(house));
describe('iedzīvotāji', () => residents(house));
describe('pieteikšanās un pārstāvība', () => signingIn(house));
describe('darba vide', () => workplace(house));
describe('universālā darba vieta', () => universal(house));
describe('konts un pieteikšanās', () => credentials(house));
describe('lietotāju pārvaldība', () => users(house));
describe('auditācijas serviss', () => audit(house));
describe('citas sistēmas', () => openIdConnect(house));
describe('pakalpojumu izstrādātājs', () => firstService(house));
describe('visas apskatītās lapas', () => {
  it('ir piekļūstamas, latviskas, ietilpst ekrānā un nesūdzas', () => assert.deepEqual(house.flaws, []));
});
