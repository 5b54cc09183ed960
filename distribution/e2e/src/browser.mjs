// A Chromium for the tests, and what is checked on every page it opens.
import { chromium, errors } from 'playwright-core';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import assert from 'node:assert/strict';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const PICTURES = new URL('../target/pictures/', import.meta.url).pathname;
mkdirSync(PICTURES, { recursive: true });

/** The two widths every page is looked at: a telephone and a desk. */
export const WIDTHS = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

export function launch() {
  return chromium.launch({
    executablePath: process.env.PKIP_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--disable-quic', '--no-first-run', '--lang=lv'],
  });
}

/** A person at a browser of their own: cookies, width, and everything the browser complained of. */
export class Visitor {
  /** @param house holds browser, container and the list of flaws */
  static async at(house, { viewport = WIDTHS.desk, javaScript = true } = {}) {
    const context = await house.browser.newContext({
      baseURL: house.container.url, viewport, javaScriptEnabled: javaScript, locale: 'lv-LV', acceptDownloads: true, bypassCSP: false,
    });
    return new Visitor(context, await context.newPage(), javaScript, house.flaws);
  }

  constructor(context, page, javaScript, flaws) {
    this.context = context;
    this.page = page;
    this.javaScript = javaScript;
    this.complaints = [];
    this.flaws = flaws;
    this.seen = new Set();
    page.setDefaultTimeout(60_000);
    // An answer of 409, 412 or 422 is what a form that has to be mended is shown with; the browser calls it an error all the same.
    page.on('console', m => m.type() === 'error' && !/status of (409|412|422)/.test(m.text()) && this.complaints.push(m.text()));
    page.on('pageerror', e => this.complaints.push(e.message));
    page.on('requestfailed', r => !r.failure()?.errorText.includes('ERR_ABORTED')
      && this.complaints.push(`${r.url()}: ${r.failure()?.errorText}`));
    page.on('response', r => r.status() >= 500 && this.complaints.push(`${r.url()}: ${r.status()}`));
  }

  async goto(path) {
    const response = await this.page.goto(path);
    assert.ok(response.status() < 400, `${path} answered ${response.status()}`);
  }

  /**
   * Looks at the page as it is now, at both widths: no axe violation, nothing wider than the screen; takes a picture.
   * What is wrong is kept in the list of flaws, so that one flaw does not hide the others.
   */
  async look(name) {
    this.seen.add(name);
    const before = this.page.viewportSize();
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      await this.page.setViewportSize(viewport);
      await this.#picture(`${name}-${width}`);
      if (this.javaScript) {
        await this.axe(`${name} at ${viewport.width} px`);
        this.fits(name, await this.overflow(), viewport.width);
      }
    }
    await this.page.setViewportSize(before);
    this.#flaw(await this.page.getAttribute('html', 'lang') !== 'lv', `${name} is not in Latvian`);
    await this.spoken(name);
    this.honest(name);
  }

  /** Chromium with windows twice drew no frame for a picture (ADR 6); should the one without ever do so, it is said, and it is asked again. */
  async #picture(name) {
    const take = () => this.page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true, animations: 'disabled', timeout: 20_000 });
    try {
      await take();
    } catch (hung) {
      if (!(hung instanceof errors.TimeoutError)) {
        throw hung;
      }
      console.error(`the browser drew no picture of ${name} within 20 s; it is asked again`);
      await this.page.bringToFront();
      await take();
    }
  }

  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  fits(name, overflow, width) {
    this.#flaw(overflow > 0, `${name} is ${overflow} px wider than a screen of ${width} px`);
  }

  async spoken(name) {
    const codes = (await this.page.locator('code').allInnerTexts()).filter(code => code.trim() !== ''); // what is meant to be a code
    const text = await this.page.locator('body').innerText();
    const key = unspoken(codes.reduce((rest, code) => rest.replaceAll(code, ' '), text));
    this.#flaw(key !== undefined, `${name} shows the key ${key} instead of a text`);
  }

  /** Looks at a kind of page once for each visitor, however often it is met. */
  async looked(name) {
    if (!this.seen.has(name)) {
      await this.look(name);
    }
  }

  /** Nothing went wrong behind the page's back. */
  honest(name) {
    this.complaints.splice(0).forEach(complaint => this.#flaw(true, `${name}: the browser complains: ${complaint}`));
  }

  #flaw(there, what) {
    if (there && !this.flaws.includes(what)) {
      this.flaws.push(what);
    }
  }

  async axe(where) {
    // Through the debugger, not a script tag: the page's content security policy stays in force.
    await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate(() => window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    }));
    violations.forEach(v => this.#flaw(true, `${where}: axe ${v.id}: ${v.help}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`));
  }

  async close() {
    await this.context.close();
  }
}

/** Something in a page that looks like the key of a text, if there is any: words joined by dots. */
function unspoken(text) {
  const cleaned = text.replace(/\S+@\S+|\b[a-z][a-z.]*:\/\S+|\b\S+\.(png|pdf|dmn|lv|example)\b|dd\.mm\.gggg|[\d.:]{3,}/g, ' ');
  return /\b[a-z]+(?:\.[a-z][a-z-]+)+\b/.exec(cleaned)?.[0];
}
