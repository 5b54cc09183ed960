// Writes what node:test says as JUnit XML in the form surefire has, so that one count covers all tests of the house.
import { basename } from 'node:path';

const escape = text => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
  .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export default async function* junit(source) {
  const cases = [];
  for await (const { type, data } of source) {
    const leaf = data?.details?.type !== 'suite';
    if ((type === 'test:pass' || type === 'test:fail') && leaf && !isFile(data)) {
      cases.push({
        name: data.name, seconds: (data.details.duration_ms ?? 0) / 1000, skipped: data.skip !== undefined,
        failure: type === 'test:fail' ? data.details.error : null,
      });
    } else if (type === 'test:fail' && isFile(data) && data.details.error?.failureType !== 'subtestsFailed') {
      cases.push({ name: basename(data.name), seconds: 0, skipped: false, failure: data.details.error });
    }
  }
  const count = predicate => cases.filter(predicate).length;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="e2e" tests="${cases.length}" errors="0"`
    + ` failures="${count(c => c.failure)}" skipped="${count(c => c.skipped)}" time="${cases.reduce((s, c) => s + c.seconds, 0)}">\n`;
  for (const test of cases) {
    yield `  <testcase name="${escape(test.name)}" classname="e2e" time="${test.seconds}">`;
    if (test.failure) {
      const cause = test.failure.cause ?? test.failure;
      yield `<failure message="${escape(cause.message ?? cause)}">${escape(cause.stack ?? cause)}</failure>`;
    } else if (test.skipped) {
      yield '<skipped/>';
    }
    yield '</testcase>\n';
  }
  yield '</testsuite>\n';
}

function isFile(data) {
  return data.nesting === 0 && /\.mjs$/.test(data.name);
}
