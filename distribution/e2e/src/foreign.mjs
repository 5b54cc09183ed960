// Another web application of the municipality, as somebody else would have written it: static files on an address of its own,
// a strict content security policy, sign-in by OpenID Connect (code and PKCE), and the municipality's navigation on top.
import { createServer } from 'node:http';

const CLIENT = 'foreign';

const page = pkip => `<!doctype html>
<html lang="lv">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Karšu lietotne</title>
<link rel="stylesheet" href="/foreign.css">
<script type="module" src="${pkip}/nav/v1/pkip-nav.js"></script><script type="module" src="/foreign.js"></script></head>
<body><pkip-nav refresh="0"></pkip-nav><main><h1>Karšu lietotne</h1><p id="state" role="status">Nav pieteikšanās</p><button id="enter" type="button">Pieteikties</button></main></body></html>`;

const script = pkip => `
const pkip = ${JSON.stringify(pkip)};
const client = ${JSON.stringify(CLIENT)};
const state = document.querySelector('#state');
const nav = document.querySelector('pkip-nav');
const encode = bytes => btoa(String.fromCharCode(...bytes)).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '');
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));
const home = location.origin + '/';
const provider = await (await fetch(pkip + '/.well-known/openid-configuration')).json();

async function enter() {
  const verifier = random();
  const challenge = encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  const wanted = random();
  sessionStorage.setItem('going', JSON.stringify({ verifier, wanted }));
  location.assign(provider.authorization_endpoint + '?' + new URLSearchParams({ response_type: 'code', client_id: client, redirect_uri: home,
    scope: 'openid profile workplace:navigation workplace:notifications', state: wanted, code_challenge: challenge, code_challenge_method: 'S256' }));
}

async function arrived(answer) {
  const going = JSON.parse(sessionStorage.getItem('going') ?? '{}');
  sessionStorage.removeItem('going');
  history.replaceState(null, '', '/');
  if (answer.get('state') !== going.wanted || !answer.get('code')) { state.textContent = 'Pieteikšanās neizdevās'; return; }
  const response = await fetch(provider.token_endpoint, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code',
    code: answer.get('code'), redirect_uri: home, client_id: client, code_verifier: going.verifier }) });
  const tokens = await response.json();
  if (!response.ok) { state.textContent = 'Pieteikšanās neizdevās'; return; }
  sessionStorage.setItem('id', tokens.id_token);
  nav.token = tokens.access_token;
  document.querySelector('#enter').hidden = true;
}

nav.addEventListener('pkip-nav-ready', () => { state.textContent = 'Pieteicies'; });
nav.addEventListener('pkip-nav-failed', event => { state.textContent = 'Navigācijas nav: ' + event.detail.status; });
nav.addEventListener('pkip-nav-sign-out', () => location.assign(provider.end_session_endpoint + '?'
  + new URLSearchParams({ id_token_hint: sessionStorage.getItem('id'), post_logout_redirect_uri: home, client_id: client })));
document.querySelector('#enter').addEventListener('click', enter);
const answer = new URLSearchParams(location.search);
if (answer.has('state') && sessionStorage.getItem('going')) await arrived(answer);
document.body.dataset.ready = 'yes';
`;

const css = 'body { margin: 0; font-family: sans-serif; } main { padding: 1rem 2rem; }';

/** Starts the application on a port; its pages talk to the house at an address. */
export async function startForeign(port, pkip) {
  const files = { '/': ['text/html', page(pkip)], '/foreign.js': ['text/javascript', script(pkip)], '/foreign.css': ['text/css', css] };
  const policy = `default-src 'none'; script-src 'self' ${pkip}; style-src 'self'; connect-src 'self' ${pkip}; img-src ${pkip}; base-uri 'none'; frame-ancestors 'none'`;
  const server = createServer((request, response) => {
    const [type, content] = files[new URL(request.url, 'http://x').pathname] ?? [];
    response.writeHead(content ? 200 : 404, { 'Content-Type': `${type ?? 'text/plain'};charset=utf-8`, 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
    response.end(content ?? '');
  });
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise(resolve => { server.closeAllConnections(); server.close(resolve); }) };
}
