/**
 * <pkip-nav>: the municipality's navigation bar in any of its web applications. Plain, without dependencies, safe under a
 * strict content security policy: connect-src and script-src name the municipality's address, img-src too for the coat of arms.
 *
 *   <script type="module" src="https://pkip.example.lv/nav/v1/pkip-nav.js"></script>
 *   <pkip-nav language="lv"></pkip-nav>
 *
 *   document.querySelector('pkip-nav').token = async () => 'access token of the signed-in person';
 *
 * Events: pkip-nav-sign-out when the person wants to leave (the application ends its own session and the provider's);
 * pkip-nav-ready and pkip-nav-failed ({ detail: { status } }) after loading. Attributes: language (lv, en, ru; else the page's),
 * refresh (seconds between two looks for new notifications; 0: none; 60 if not said). Custom property: --pkip-nav-accent.
 */
const origin = new URL(import.meta.url).origin;

const css = `
:host { display: block; font: 16px/1.4 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #fff; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
.bar { background: var(--pkip-nav-accent, var(--told-accent, #12536b)); display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding: 6px 20px; min-height: 56px; }
a, button { color: inherit; font: inherit; }
.bar > a, .bar button { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; padding: 6px 10px; border-radius: 6px; text-decoration: none; background: none; border: 0; cursor: pointer; }
.bar > a:hover, .bar button:hover { background: rgb(255 255 255 / .14); }
:focus-visible { outline: 3px solid #fff; outline-offset: 2px; box-shadow: 0 0 0 6px #1d2730; }
.brand { font-weight: 650; margin-right: auto; }
.brand img { height: 36px; width: auto; max-width: 56px; }
svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.count { background: #b3261e; color: #fff; border-radius: 999px; padding: 0 6px; font-size: 13px; line-height: 20px; }
.quiet { opacity: 1; font-size: 15px; padding: 0 6px; }
nav { background: #fff; color: #1d2730; border-bottom: 1px solid #c9d1d8; padding: 12px 20px 18px; display: flex; flex-wrap: wrap; gap: 8px 40px; }
nav[hidden] { display: none; }
h2 { font-size: 14px; font-weight: 650; margin: 8px 10px 2px; color: #4b5863; }
ul { list-style: none; margin: 0; padding: 0; }
li a { display: block; padding: 10px; border-radius: 6px; color: #12303d; text-decoration: none; }
li a:hover { background: #e6eef2; text-decoration: underline; }
nav :focus-visible { outline-color: #1d2730; box-shadow: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 640px) { .bar { padding: 4px 12px; gap: 2px 6px; } .brand { width: 100%; } #leave { margin-left: auto; } nav { flex-direction: column; padding-inline: 12px; } }
@media (prefers-color-scheme: dark) { nav { background: #1b2227; color: #eef2f4; border-color: #3a444c; } h2 { color: #b5c0c8; } li a { color: #cfe6f0; } li a:hover { background: #2a353d; } nav :focus-visible { outline-color: #fff; } }
@media (forced-colors: active) { .bar, nav { border: 1px solid CanvasText; } }
@media print { :host { display: none; } }
`;

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  exit: 'M10 4H5v16h5M9.500 12H20m-4-4 4 4-4 4',
  home: 'M4 11.500 12 4l8 7.500V20h-5.500v-5.500h-5V20H4z',
};

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Addresses come from the municipality, yet only those of the web are followed. */
function web(href) {
  try {
    const url = new URL(href);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '#';
  } catch {
    return '#';
  }
}

class PkipNav extends HTMLElement {
  static observedAttributes = ['language'];
  #token;
  #root;
  #sheet;
  #timer;
  #told;
  #asked = 0;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    this.#sheet = new CSSStyleSheet();
    this.#sheet.replaceSync(css);
    this.#root.adoptedStyleSheets = [this.#sheet];
  }

  /** The access token, or a function that gives it (or a promise of it) each time it is needed. */
  set token(token) {
    this.#token = token;
    if (this.isConnected) this.refresh();
  }

  connectedCallback() {
    // Set before the script was loaded: taken over now.
    if (Object.hasOwn(this, 'token')) {
      const early = this.token;
      delete this.token;
      this.#token = early;
    }
    if (this.#token) this.refresh();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#token) this.refresh();
  }

  get #language() {
    const wanted = (this.getAttribute('language') ?? document.documentElement.lang).slice(0, 2);
    return ['lv', 'en', 'ru'].includes(wanted) ? wanted : 'lv';
  }

  /** Reads the navigation again; answers whether it came. */
  async refresh() {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    let status = 0;
    try {
      const token = typeof this.#token === 'function' ? await this.#token() : this.#token;
      const response = await fetch(`${origin}/nav/v1/navigation?language=${this.#language}`,
        { headers: { Authorization: `Bearer ${token}` }, credentials: 'omit', cache: 'no-store' });
      status = response.status;
      if (!response.ok) throw new Error(String(status));
      const told = await response.json();
      if (asked !== this.#asked) return false;
      this.#show(told);
      this.dispatchEvent(new CustomEvent('pkip-nav-ready'));
      return true;
    } catch {
      if (asked === this.#asked) this.dispatchEvent(new CustomEvent('pkip-nav-failed', { detail: { status } }));
      return false;
    } finally {
      const seconds = Number(this.getAttribute('refresh') ?? 60);
      if (asked === this.#asked && seconds > 0 && this.isConnected && status !== 401 && status !== 403) {
        this.#timer = setTimeout(() => this.refresh(), Math.max(5, seconds) * 1000);
      }
    }
  }

  #show(told) {
    const same = JSON.stringify(told);
    if (same === this.#told) return;
    this.#told = same;
    const open = this.#root.querySelector('nav') !== null && !this.#root.querySelector('nav').hidden;
    const focused = this.#root.activeElement?.id;
    if (/^#[0-9a-f]{6}$/i.test(told.colours?.accent ?? '')) {
      this.#sheet.replaceSync(`${css} :host { --told-accent: ${told.colours.accent}; }`);
    }
    const brand = element('a', { className: 'brand', id: 'brand', href: web(told.home) },
      told.arms ? element('img', { src: web(told.arms), alt: '' }) : icon('home'), told.municipality,
      element('span', { className: 'hidden' }, ` – ${told.texts.workplace}`));
    const menu = element('button', { id: 'menu', type: 'button', 'aria-expanded': String(open), 'aria-controls': 'nav' }, icon('menu'), told.texts.menu);
    // Who signed in and what is unread is told to applications that were given it.
    const bell = told.notifications === undefined ? [] : [element('a', { id: 'bell', href: web(told.notifications) }, icon('bell'),
      element('span', { className: 'hidden' }, `${told.texts.notifications}: `),
      element('span', { className: told.unread ? 'count' : 'hidden' }, told.unread > 99 ? '99+' : String(told.unread)))];
    const user = told.user === undefined ? [] : [element('span', { className: 'quiet' }, told.user)];
    const leave = element('button', { id: 'leave', type: 'button' }, icon('exit'), told.texts.signOut);
    const nav = element('nav', { id: 'nav', 'aria-label': told.texts.menu, hidden: !open });
    const groups = [{ title: told.texts.favourites, items: told.favourites }, ...told.sections].filter(group => group.items.length > 0);
    groups.forEach(({ title, items }, at) => {
      const list = element('ul', title ? { 'aria-labelledby': `group-${at}` } : {},
        ...items.map(item => element('li', {}, element('a', { href: web(item.href) }, item.text))));
      nav.append(element('div', {}, ...(title ? [element('h2', { id: `group-${at}` }, title)] : []), list));
    });
    const turn = to => { nav.hidden = !to; menu.setAttribute('aria-expanded', String(to)); };
    menu.addEventListener('click', () => turn(nav.hidden));
    nav.addEventListener('keydown', event => { if (event.key === 'Escape') { turn(false); menu.focus(); } });
    leave.addEventListener('click', () => this.dispatchEvent(new CustomEvent('pkip-nav-sign-out', { bubbles: true, composed: true })));
    this.#root.replaceChildren(
      element('div', { className: 'bar', role: 'region', 'aria-label': told.municipality }, brand, menu, ...bell, ...user, leave), nav);
    this.lang = told.language;
    if (focused) this.#root.getElementById(focused)?.focus();
  }
}

if (!customElements.get('pkip-nav')) customElements.define('pkip-nav', PkipNav);
