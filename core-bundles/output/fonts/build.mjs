// Brings the faces of documents here when the lock file changed, and lays them beside the classes with their licence.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
if (!target) {
  console.error('usage: node build.mjs <folder for the classes>');
  process.exit(2);
}
const modules = join(here, 'node_modules');
const stampFile = join(modules, '.pkip-stamp');
const stamp = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  execFileSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
  writeFileSync(stampFile, stamp);
}
const inter = join(modules, '@expo-google-fonts', 'inter');
mkdirSync(join(target, 'fonts'), { recursive: true });
copyFileSync(join(inter, '400Regular', 'Inter_400Regular.ttf'), join(target, 'fonts', 'regular.ttf'));
copyFileSync(join(inter, '700Bold', 'Inter_700Bold.ttf'), join(target, 'fonts', 'bold.ttf'));
copyFileSync(join(inter, 'LICENSE_FONT'), join(target, 'fonts', 'LICENSE-OFL.txt'));
