// Everything here only eases what the page can do without it.

/** Shows or hides a conditional field as the answer it hangs on changes. The server decides again on saving. */
class Conditional {
  constructor(element) {
    this.element = element;
    this.conditions = JSON.parse(element.dataset.visible);
    this.form = element.closest('form');
    this.form.addEventListener('input', () => this.apply());
    this.apply();
  }

  values(name) {
    return [...this.form.elements]
      .filter(e => e.name === name && (!['radio', 'checkbox'].includes(e.type) || e.checked) && e.value !== '')
      .map(e => e.value);
  }

  holds(c) {
    const values = this.values(c.field);
    if (c.filled !== undefined) return (values.length > 0) === c.filled;
    return values.some(v => c.in.includes(v));
  }

  apply() {
    this.element.hidden = !this.conditions.every(c => this.holds(c));
  }
}
document.querySelectorAll('[data-visible]').forEach(e => e.closest('form') && new Conditional(e));

// The error summary is what a person needs first.
document.querySelector('.ds-error-summary')?.focus();

// A form is sent once. What takes longer than a moment (files, a document being made) says that it is under way.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || event.submitter?.formTarget === '_blank') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  const files = [...form.querySelectorAll('input[type=file]')].some(input => input.files.length > 0);
  const patience = setTimeout(() => {
    const busy = document.createElement('p');
    busy.className = 'busy';
    busy.setAttribute('role', 'status');
    document.body.append(busy);
    busy.textContent = document.body.dataset.busy;
  }, files ? 0 : 600);
  window.addEventListener('pageshow', () => {
    delete form.dataset.sent;
    clearTimeout(patience);
    document.querySelector('.busy')?.remove();
  }, { once: true });
});

// On paper nothing stays folded.
const folded = [];
window.addEventListener('beforeprint', () => {
  document.querySelectorAll('main details:not([open], .sure, .saved, aside details)').forEach(d => { d.open = true; folded.push(d); });
});
window.addEventListener('afterprint', () => folded.splice(0).forEach(d => { d.open = false; }));

document.querySelectorAll('[data-print]').forEach(b => { b.hidden = false; b.addEventListener('click', () => window.print()); });

/** A map beside the two fields for latitude and longitude; clicking fills them in. */
class MapPoint extends HTMLElement {
  async connectedCallback() {
    const { map: makeMap, tileLayer, marker, icon } = await import(new URL('leaflet.js', import.meta.url));
    const css = document.createElement('link');
    css.rel = 'stylesheet';
    css.href = new URL('leaflet.css', import.meta.url);
    document.head.append(css);
    const [lat, lon] = ['lat', 'lon'].map(part => this.querySelector(`[data-part=${part}]`));
    const box = document.createElement('div');
    box.className = 'map';
    box.setAttribute('role', 'application');
    box.setAttribute('aria-label', this.dataset.label);
    this.append(box);
    const number = input => Number.parseFloat(input.value.replace(',', '.'));
    const start = [number(lat), number(lon)];
    const placed = start.every(Number.isFinite);
    const centre = placed ? start : this.dataset.centre.split(',').map(Number);
    const map = makeMap(box, { attributionControl: Boolean(this.dataset.attribution) }).setView(centre, placed ? 16 : 12);
    tileLayer(this.dataset.tiles, { attribution: this.dataset.attribution, maxZoom: 19 }).addTo(map);
    const image = name => new URL(`images/${name}`, import.meta.url).href;
    const pin = marker(centre, { draggable: true, opacity: placed ? 1 : 0, icon: icon({
      iconUrl: image('marker-icon.png'), iconRetinaUrl: image('marker-icon-2x.png'), shadowUrl: image('marker-shadow.png'),
      iconSize: [25, 41], iconAnchor: [12, 41], shadowSize: [41, 41] }) }).addTo(map);
    const put = at => {
      pin.setLatLng(at).setOpacity(1);
      lat.value = at.lat.toFixed(6).replace('.', ',');
      lon.value = at.lng.toFixed(6).replace('.', ',');
      lat.dispatchEvent(new Event('input', { bubbles: true }));
    };
    map.on('click', event => put(event.latlng));
    pin.on('dragend', () => put(pin.getLatLng()));
    for (const input of [lat, lon]) {
      input.addEventListener('change', () => {
        const at = [number(lat), number(lon)];
        if (at.every(Number.isFinite)) { pin.setLatLng(at).setOpacity(1); map.panTo(at); }
      });
    }
  }
}
if (document.querySelector('pkip-map[data-tiles]')) customElements.define('pkip-map', MapPoint);

// The place where one stands, into the two fields; asked for only when the button is pressed.
if (navigator.geolocation) {
  document.querySelectorAll('[data-locate]').forEach(button => {
    const group = button.closest('fieldset');
    const say = text => { group.querySelector('[data-located]').textContent = text; };
    button.hidden = false;
    button.addEventListener('click', () => {
      say(document.body.dataset.busy);
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        for (const [part, value] of [['lat', coords.latitude], ['lon', coords.longitude]]) {
          const input = group.querySelector(`[data-part=${part}]`);
          input.value = value.toFixed(6).replace('.', ',');
          input.dispatchEvent(new Event('input', { bubbles: true }));
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }
        say(button.dataset.found.replace('{n}', Math.round(coords.accuracy)));
      }, () => say(button.dataset.failed), { enableHighAccuracy: true, timeout: 20_000 });
    });
  });
}

/** Keys of the inbox: j and k walk, Enter opens, x chooses, / searches, ? explains. */
class Keys {
  constructor(list) {
    this.list = list;
    this.help = document.querySelector('dialog.help');
    document.querySelectorAll('[data-keys-help]').forEach(b => {
      b.hidden = false;
      b.addEventListener('click', () => this.help?.showModal());
    });
    document.addEventListener('keydown', event => this.pressed(event));
  }

  get rows() { return [...this.list.querySelectorAll('tbody tr[data-href]')]; }

  go(step) {
    const rows = this.rows;
    const now = rows.findIndex(r => r.hasAttribute('data-at'));
    const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
    if (!next) return;
    rows[now]?.removeAttribute('data-at');
    next.setAttribute('data-at', '');
    next.querySelector('a')?.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, dialog[open]')) return;
    const row = this.list.querySelector('tr[data-at]');
    const actions = {
      j: () => this.go(1),
      k: () => this.go(-1),
      x: () => row?.querySelector('input[type=checkbox]')?.click(),
      '/': () => document.querySelector('[data-search]')?.focus(),
      '?': () => this.help?.showModal(),
      Enter: () => { if (row && !event.target.closest('a, button')) location.assign(row.dataset.href); else return false; },
    };
    const action = actions[event.key];
    if (action && action() !== false) event.preventDefault();
  }
}
/** Parts of the start page that were not ready in time come by themselves; what failed can be asked for again in its place. */
async function load(body) {
  body.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(body.dataset.widget, { headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(String(response.status));
    body.innerHTML = await response.text();
    body.dataset.state = 'there';
  } catch {
    const retry = document.createElement('a');
    retry.href = body.dataset.widget.replace('?part=1', '');
    retry.setAttribute('data-retry', '');
    retry.textContent = body.dataset.again;
    const notice = document.createElement('div');
    notice.className = 'notice';
    notice.dataset.kind = 'warning';
    notice.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.textContent = body.dataset.failed;
    const line = document.createElement('p');
    line.append(retry);
    notice.append(text, line);
    body.replaceChildren(notice);
    body.dataset.state = 'failed';
  } finally {
    body.removeAttribute('aria-busy');
  }
}
if (document.body.classList.contains('work')) {
  if (!document.cookie.includes('PKIP-SCRIPT=1')) document.cookie = 'PKIP-SCRIPT=1; Path=/; SameSite=Lax; Max-Age=31536000';
  document.querySelectorAll('[data-widget][data-state=later]').forEach(load);
  document.addEventListener('click', event => {
    const body = event.target.closest('a[data-retry]')?.closest('[data-widget]');
    if (body) { event.preventDefault(); load(body); }
  });
}

/** Where to? Everything one can reach, from anywhere: Ctrl+K, type, arrows, Enter. */
class Go {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector('input');
    this.list = dialog.querySelector('.found');
    this.status = dialog.querySelector('[role=status]');
    this.asked = 0;
    this.input.addEventListener('input', () => { clearTimeout(this.soon); this.soon = setTimeout(() => this.ask(), 150); });
    dialog.addEventListener('keydown', event => this.pressed(event));
    document.addEventListener('keydown', event => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') { event.preventDefault(); this.open(); }
    });
    document.querySelectorAll('[data-go]').forEach(link => link.addEventListener('click', event => { event.preventDefault(); this.open(); }));
  }

  open() {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.input.select();
    this.ask();
  }

  async ask() {
    const number = ++this.asked;
    const response = await fetch(`/work/go?json=1&q=${encodeURIComponent(this.input.value)}`, { headers: { Accept: 'application/json' } });
    if (!response.ok || number !== this.asked) return;
    const { found } = await response.json();
    const chosen = this.list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    this.list.replaceChildren(...found.map(({ text, href, kind }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = href;
      const name = document.createElement('span');
      name.textContent = text;
      const what = document.createElement('span');
      what.className = 'small';
      what.textContent = kind;
      link.append(name, what);
      item.append(link);
      return item;
    }));
    if (chosen !== null) ([...this.list.querySelectorAll('a')].find(link => link.getAttribute('href') === chosen) ?? this.input).focus(); // what came late takes no focus
    this.status.textContent = found.length ? this.status.dataset.found.replace('{n}', found.length) : this.status.dataset.nothing;
  }

  pressed(event) {
    const links = [...this.list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape') { event.preventDefault(); this.dialog.close(); } // a search field would take it to be emptied
    if (event.key === 'ArrowDown' && links.length) { event.preventDefault(); links[Math.min(links.length - 1, at + 1)].focus(); }
    if (event.key === 'ArrowUp' && at >= 0) { event.preventDefault(); (links[at - 1] ?? this.input).focus(); }
    if (event.key === 'Enter' && event.target === this.input && links.length) { event.preventDefault(); links[0].click(); }
  }
}
const go = document.querySelector('dialog.go');
if (go) new Go(go);

const keyed = document.querySelector('[data-keys]');
/** Colours of the municipality are seen, with their contrast, while they are typed; the server decides. */
const theme = document.querySelector('[data-theme]');
if (theme) {
  const light = hex => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  for (const [name, text] of [['accent', '#ffffff'], ['highlight', '#1d2730']]) {
    const input = theme.elements[name];
    const say = theme.querySelector(`#${name}-ratio`);
    const show = () => {
      if (!/^#[0-9a-f]{6}$/i.test(input.value)) { say.textContent = ''; return; }
      document.querySelectorAll(`.sample [data-${name}]`).forEach(e => e.setAttribute('fill', input.value));
      const [low, high] = [light(input.value), light(text)].sort((a, b) => a - b);
      say.textContent = say.dataset.ratio.replace('{n}', (Math.floor((high + 0.05) / (low + 0.05) * 100) / 100).toLocaleString(document.documentElement.lang));
    };
    input.addEventListener('input', show);
    show();
  }
}

const keys = document.querySelector('dialog.keys');
if (keys && !keyed) {
  document.addEventListener('keydown', event => {
    if (event.key === '?' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, textarea, select, dialog[open]')) {
      event.preventDefault();
      keys.showModal();
    }
  });
}
if (keyed) {
  new Keys(document);
  document.querySelectorAll('[data-all]').forEach(all => {
    all.closest('label, span')?.removeAttribute('hidden');
    all.addEventListener('change', () =>
      document.querySelectorAll('tbody input[type=checkbox][name=case]').forEach(box => { box.checked = all.checked; }));
  });
}

if (document.querySelector('[data-passkey]')) import(new URL('passkey.js', import.meta.url));
