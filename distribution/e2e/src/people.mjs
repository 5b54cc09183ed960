// What residents and clerks do, by the names of controls; nobody here knows anything of a page's inside.
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';

/** A resident signs in through the sandbox that stands where latvija.lv will. */
export async function signInResident(visitor, { givenName, familyName, personalCode }, path = '/cases') {
  const { page } = visitor;
  await visitor.goto(`/sign-in?to=${encodeURIComponent(path)}`);
  await visitor.looked('pieteiksanas');
  await submit(page, 'form[action="/sign-in/resident"]:has(input[name=provider][value=sandbox])');
  assert.match(page.url(), /sandbox\/sign-in/);
  await page.fill('[name=givenName]', givenName);
  await page.fill('[name=familyName]', familyName);
  await page.fill('[name=personalCode]', personalCode);
  await page.check('[name=level][value=high]');
  await visitor.looked('pieteiksanas-smilskaste');
  await submit(page, 'main form[method=post]');
  assert.doesNotMatch(new URL(page.url()).pathname, /sign-in/);
}

/** A staff member signs in with the one-time password and chooses an own one. */
export async function signInStaff(visitor, login, passwords) {
  const { page } = visitor;
  await visitor.goto('/sign-in/staff');
  await visitor.looked('darbinieka-pieteiksanas');
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', passwords[login] ?? ownPassword(login));
  await submit(page, 'form[action="/sign-in/staff"]');
  if (/account\/password/.test(page.url())) {
    const own = ownPassword(login);
    await page.fill('[name=old]', passwords[login]);
    await page.fill('[name=fresh]', own);
    await page.fill('[name=again]', own);
    await visitor.looked('parole');
    await submit(page, 'form[action="/account/password"]');
    passwords[login] = own;
  }
  assert.match(page.url(), /\/work/);
}

/** What a clerk of these tests chooses. */
export function ownPassword(login) {
  return `Zaļā-Egle-${login}-26`;
}

/** Presses the button that a form is there for, and waits for the page that follows. */
export async function submit(page, form = 'main form.form') {
  const main = page.locator(form).first().locator('button[data-variant=primary]');
  const any = page.locator(form).first().locator('button[type=submit]:not(.visually-hidden)');
  await follow(page, await main.count() > 0 ? main.first() : any.first());
}

/** Presses a button that adds, removes, uploads or previews inside a form. */
export async function press(page, name, value) {
  await follow(page, page.locator(value === undefined ? `button[name="${name}"]:visible` : `button[name="${name}"][value="${value}"]`).last());
}

/** Presses something that leads to another page. */
export async function follow(page, target) {
  const arrived = page.waitForEvent('load');
  await target.click();
  await arrived;
}

/** Fills fields by name: texts and numbers are typed, choices chosen, boxes ticked. */
export async function fill(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate(e => e.tagName === 'SELECT' ? 'select' : e.type);
    if (kind === 'select') {
      await field.selectOption(value);
    } else if (kind === 'radio' || kind === 'checkbox') {
      for (const one of [value].flat()) {
        await page.locator(`[name="${name}"][value="${one}"]`).check();
      }
    } else {
      await field.fill(value);
    }
  }
}

/** A day from today on, as it is written in Latvia. */
export function inDays(days) {
  const day = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat('lv-LV', { timeZone: 'Europe/Riga', day: '2-digit', month: '2-digit', year: 'numeric' }).format(day).replace(/\.?$/, '.');
}

/** A photograph that is really one: a small PNG. */
export function photo(shade) {
  const [width, height] = [32, 24];
  const rows = Buffer.alloc((width * 3 + 1) * height, shade);
  for (let y = 0; y < height; y++) {
    rows[y * (width * 3 + 1)] = 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
  return { name: `koks-${shade}.png`, mimeType: 'image/png', buffer: png };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

// node 18 has no zlib.crc32
function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
  }
  return (value ^ 0xffffffff) >>> 0;
}
