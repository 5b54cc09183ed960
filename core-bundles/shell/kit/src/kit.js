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
const keyed = document.querySelector('[data-keys]');
if (keyed) {
  new Keys(document);
  document.querySelectorAll('[data-all]').forEach(all => {
    all.closest('label, span')?.removeAttribute('hidden');
    all.addEventListener('change', () =>
      document.querySelectorAll('tbody input[type=checkbox][name=case]').forEach(box => { box.checked = all.checked; }));
  });
}

if (document.querySelector('[data-passkey]')) import(new URL('passkey.js', import.meta.url));
