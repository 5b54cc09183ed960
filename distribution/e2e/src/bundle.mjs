// A bundle of one widget, made on the spot with the JDK alone: for what no bundle of ours would do.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the jar of a widget whose method has a body, and tells where it is. */
export function widgetBundle(home, { id, title, body }) {
  const folder = mkdtempSync(join(tmpdir(), 'pkip-widget-'));
  const api = join(home, 'system/lv/pkip/kernel/api');
  const version = readdirSync(api).find(name => /^\d/.test(name));
  const jar = join(api, version, `api-${version}.jar`);
  for (const name of ['classes/OSGI-INF', 'classes/i18n']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'Wild.java'), `package e2e; public final class Wild implements lv.pkip.kernel.api.workplace.Widget {
    public Content show(String language) throws Exception { ${body} } }`);
  execFileSync('javac', ['--release', '17', '-cp', jar, '-d', join(folder, 'classes'), join(folder, 'Wild.java')], { encoding: 'utf8' });
  for (const language of ['lv', 'en', 'ru']) writeFileSync(join(folder, `classes/i18n/messages_${language}.properties`), `wild.title = ${title}\n`);
  writeFileSync(join(folder, 'classes/OSGI-INF/wild.xml'), `<?xml version="1.0" encoding="UTF-8"?>
<scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="e2e.Wild" immediate="true"><implementation class="e2e.Wild"/>
<service><provide interface="lv.pkip.kernel.api.workplace.Widget"/></service>
<property name="pkip.widget.id" value="${id}"/><property name="pkip.widget.title" value="wild.title"/><property name="pkip.widget.order" type="Integer" value="15"/></scr:component>\n`);
  writeFileSync(join(folder, 'MANIFEST'), `Bundle-ManifestVersion: 2\nBundle-SymbolicName: e2e.${id}\nBundle-Version: 1.0.0\nImport-Package: lv.pkip.kernel.api.workplace\nService-Component: OSGI-INF/wild.xml\n`);
  execFileSync('jar', ['--create', '--file', join(folder, `${id}.jar`), '--manifest', join(folder, 'MANIFEST'), '-C', join(folder, 'classes'), '.']);
  return join(folder, `${id}.jar`);
}
