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
/**
 * Inter draws the quotation mark ” and the modifier letter ˮ (and ’ and ʼ) with one glyph; who copies text out of a PDF would
 * get the letter, because it has the lower number. The letters go out of the font's map; Paper sets the marks in their place.
 */
function withOneMeaning(font) {
  const letters = [0x02bc, 0x02ee];
  const directory = [...Array(font.readUInt16BE(4)).keys()].map(i => 12 + 16 * i);
  const table = directory.find(o => font.toString('latin1', o, o + 4) === 'cmap');
  const cmap = font.readUInt32BE(table + 8);
  const maps = new Set([...Array(font.readUInt16BE(cmap + 2)).keys()].map(i => cmap + font.readUInt32BE(cmap + 8 + 8 * i)));
  for (const at of maps) {
    const format = font.readUInt16BE(at);
    letters.forEach(letter => {
      const place = format === 4 ? inSegments(font, at, letter) : format === 12 ? inGroups(font, at, letter) : undefined;
      if (place === undefined) {
        throw new Error(`the font's map of format ${format} has no place of its own for ${letter.toString(16)}`);
      }
      font.fill(0, place, place + (format === 4 ? 2 : 4));
    });
  }
  return font;
}

/** Where format 4 keeps the glyph of a character of a segment with an array. */
function inSegments(font, at, code) {
  const size = font.readUInt16BE(at + 6);
  const [ends, starts, ranges] = [at + 14, at + 16 + size, at + 16 + 3 * size];
  for (let i = 0; i < size; i += 2) {
    const [start, range] = [font.readUInt16BE(starts + i), font.readUInt16BE(ranges + i)];
    if (start <= code && code <= font.readUInt16BE(ends + i)) {
      return range === 0 ? undefined : ranges + i + range + 2 * (code - start);
    }
  }
  return undefined;
}

/** Where format 12 keeps the glyph of a character that is a group of its own. */
function inGroups(font, at, code) {
  for (let p = at + 16; p < at + 16 + 12 * font.readUInt32BE(at + 12); p += 12) {
    if (font.readUInt32BE(p) === code && font.readUInt32BE(p + 4) === code) {
      return p + 8;
    }
  }
  return undefined;
}

/**
 * What a font may put in place of other glyphs is applied to each piece of text anew, with patterns made each time: it took nine
 * tenths of the time of a document with many short texts. Latin and Cyrillic need none of it, so the table leaves the directory.
 */
function withoutSubstitutions(font) {
  const count = font.readUInt16BE(4);
  const at = [...Array(count).keys()].map(i => 12 + 16 * i).find(o => font.toString('latin1', o, o + 4) === 'GSUB');
  if (at === undefined) {
    throw new Error('the font has no substitutions any more');
  }
  const end = 12 + 16 * count;
  font.copy(font, at, at + 16, end);
  font.fill(0, end - 16, end);
  const power = 2 ** Math.floor(Math.log2(count - 1));
  [count - 1, 16 * power, Math.log2(power), 16 * (count - 1 - power)].forEach((value, i) => font.writeUInt16BE(value, 4 + 2 * i));
  return font;
}

const inter = join(modules, '@expo-google-fonts', 'inter');
mkdirSync(join(target, 'fonts'), { recursive: true });
for (const [name, ...path] of [['regular', '400Regular', 'Inter_400Regular.ttf'], ['bold', '700Bold', 'Inter_700Bold.ttf']]) {
  writeFileSync(join(target, 'fonts', `${name}.ttf`), withoutSubstitutions(withOneMeaning(readFileSync(join(inter, ...path)))));
}
copyFileSync(join(inter, 'LICENSE_FONT'), join(target, 'fonts', 'LICENSE-OFL.txt'));
