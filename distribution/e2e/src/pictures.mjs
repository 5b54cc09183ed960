// Takes the pictures of the documentation, from a house of its own with made-up cases: node src/pictures.mjs
import { Container } from './container.mjs';
import { Visitor, launch } from './browser.mjs';
import { fill, inDays, signInResident, signInStaff, submit } from './people.mjs';
import { begin, fillPapers, fillTrees, fillWhere, fillWho, send } from './application.mjs';

const TO = new URL('../../../docs/pictures/', import.meta.url).pathname;
const PEOPLE = [['Ilze', 'Izdomāta'], ['Pēteris', 'Vienkāršais'], ['Kārlis', 'Taustiņš'], ['Līga', 'Paraudziņa'], ['Zane', 'Dārzniece'], ['Juris', 'Kokaudzis']];
const house = { container: await Container.start(), browser: await launch(), flaws: [] };
const viewport = { width: 1280, height: 860 };
const take = (visitor, name) => visitor.page.screenshot({ path: `${TO}${name}.png`, animations: 'disabled' });

/** Nobody checks these pages here; the tests do. */
async function come() {
  const visitor = await Visitor.at(house, { viewport });
  visitor.looked = async () => {};
  return visitor;
}

try {
  const numbers = [];
  for (const [i, [givenName, familyName]] of PEOPLE.entries()) {
    const resident = await come();
    await signInResident(resident, { givenName, familyName, personalCode: `320000-0001${i}` });
    await begin(resident);
    await fillWho(resident, 'iedzivotajs@pasts.example');
    await fillWhere(resident);
    await fillTrees(resident, { photos: false });
    await fillPapers(resident);
    numbers.push(await send(resident));
    await resident.close();
  }
  const clerk = await come();
  await signInStaff(clerk, 'referents', house.container.passwords());
  const act = async (number, action, answers, reason) => {
    await clerk.goto(`/work/cases/${number}/actions/${action}`);
    await fill(clerk.page, answers);
    if (reason) {
      await clerk.page.fill('[name="_reason"]', reason);
    }
    await submit(clerk.page);
  };
  await act(numbers[0], 'accept', {});
  await act(numbers[1], 'accept', {});
  await act(numbers[2], 'request-correction', { missing: ['photos'], until: inDays(14) }, 'Trūkst fotoattēlu.');
  for (const number of numbers.slice(0, 3)) {
    await clerk.goto(`/work/cases/${number}`);
    await submit(clerk.page, `form[action="/work/cases/${number}/assign"]`);
  }
  await clerk.goto('/work/cases?scope=all');
  await clerk.page.mouse.move(0, 0);
  await take(clerk, 'workplace');
  await clerk.goto('/work');
  await take(clerk, 'workday');

  const resident = await come();
  await resident.goto('/');
  await take(resident, 'portal');
  await signInResident(resident, { givenName: PEOPLE[0][0], familyName: PEOPLE[0][1], personalCode: '320000-00010' }, `/cases/${numbers[0]}`);
  await take(resident, 'case');
} finally {
  await house.browser.close();
  await house.container.stop();
}
