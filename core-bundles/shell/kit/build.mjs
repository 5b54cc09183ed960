// Makes the kit: brings the front-end packages here when the lock file changed, then lays out what the shell serves.
// The name of every address carries the hash of the whole kit, so browsers may keep the files for ever.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
if (!target) {
  console.error('usage: node build.mjs <folder for the classes>');
  process.exit(2);
}

const modules = join(here, 'node_modules');
const stampFile = join(modules, '.pkip-stamp');
const sha = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest('hex');
const stamp = sha(readFileSync(join(here, 'package-lock.json')), readFileSync(join(here, '.npmrc')));
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  execFileSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
  writeFileSync(stampFile, stamp);
}

const pkg = (...path) => join(modules, ...path);
const read = file => readFileSync(file);
const files = new Map();
const own = join(here, 'src');

/** What the device asks for, one may also choose: each dark rule stands twice, for the device and for the choice. */
function dark(css) {
  return css.replace(/@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*\s*)\}/g, (whole, rules) => {
    const under = root => rules.replace(/([^{}]+)(\{[^{}]*\})/g, (rule, selectors, body) =>
      selectors.split(',').map(s => s.trim()).map(s => (s === ':root' ? root : `${root} ${s}`)).join(', ') + ' ' + body);
    return `@media (prefers-color-scheme: dark) {${under(':root:not([data-color-scheme=light])')}}\n${under(':root[data-color-scheme=dark]')}`;
  });
}

const inter = pkg('@fontsource-variable', 'inter', 'files');
for (const subset of ['latin', 'latin-ext', 'cyrillic']) {
  files.set(`inter-${subset}.woff2`, read(join(inter, `inter-${subset}-wght-normal.woff2`)));
}
files.set('kit.css', Buffer.concat([
  read(pkg('@digdir', 'designsystemet-css', 'dist', 'src', 'index.css')), Buffer.from('\n'),
  read(pkg('@digdir', 'designsystemet-theme', 'src', 'themes', 'designsystemet.css')), Buffer.from('\n'),
  Buffer.from(dark(read(join(own, 'pkip.css')).toString('utf8'))),
]));
files.set('htmx.js', read(pkg('htmx.org', 'dist', 'htmx.min.js')));
files.set('leaflet.js', Buffer.from(read(pkg('leaflet', 'dist', 'leaflet-src.esm.js')).toString('utf8')
  .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')));
files.set('leaflet.css', read(pkg('leaflet', 'dist', 'leaflet.css')));
for (const image of ['layers.png', 'layers-2x.png', 'marker-icon.png', 'marker-icon-2x.png', 'marker-shadow.png']) {
  files.set(`images/${image}`, read(pkg('leaflet', 'dist', 'images', image)));
}
for (const file of readdirSync(own).filter(f => f !== 'pkip.css').sort()) {
  files.set(file, read(join(own, file)));
}
const licences = ['@digdir/designsystemet-css', '@digdir/designsystemet-theme', '@fontsource-variable/inter', 'htmx.org', 'leaflet'];
files.set('licences.txt', Buffer.from(licences.map(name =>
  `${name} ${JSON.parse(read(pkg(...name.split('/'), 'package.json'))).version}\n\n`
  + read(pkg(...name.split('/'), 'LICENSE')).toString('utf8')).join('\n\n----\n\n')));

const hash = sha(...[...files].flatMap(([name, content]) => [name, content])).slice(0, 12);
const kit = join(target, 'kit');
const done = join(kit, 'kit.properties');
const properties = `hash=${hash}\n`;
if (!existsSync(done) || readFileSync(done, 'utf8') !== properties) {
  rmSync(kit, { recursive: true, force: true });
  for (const [name, content] of files) {
    mkdirSync(dirname(join(kit, name)), { recursive: true });
    writeFileSync(join(kit, name), content);
    if (/\.(css|js|svg|txt)$/.test(basename(name))) {
      writeFileSync(join(kit, `${name}.gz`), gzipSync(content, { level: 9 }));
    }
  }
  writeFileSync(done, properties);
}
