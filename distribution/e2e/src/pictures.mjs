// Takes the pictures of the documentation from a running house: PKIP_URL=… PKIP_HOME=… node src/pictures.mjs
import { Container } from './container.mjs';
import { Visitor, launch } from './browser.mjs';
import { signInResident, signInStaff } from './people.mjs';
import { RESIDENT } from './application.mjs';

const TO = new URL('../../../docs/pictures/', import.meta.url).pathname;
const house = { container: await Container.start(), browser: await launch(), flaws: [] };
const viewport = { width: 1280, height: 860 };
const take = (visitor, name) => visitor.page.screenshot({ path: `${TO}${name}.png`, animations: 'disabled' });

const resident = await Visitor.at(house, { viewport });
await resident.goto('/');
await take(resident, 'portal');
await signInResident(resident, RESIDENT, '/cases');
await resident.page.locator('main a[href^="/cases/KC-"]').last().click();
await resident.page.waitForLoadState('load');
await take(resident, 'case');

const clerk = await Visitor.at(house, { viewport });
await signInStaff(clerk, 'referents', house.container.passwords());
await clerk.goto('/work/cases?scope=all');
await take(clerk, 'workplace');

await house.browser.close();
await house.container.stop();
