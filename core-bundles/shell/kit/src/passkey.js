// Passkeys (WebAuthn): the browser is asked what the page says, and its answer goes with the form. Only forms that can do so are shown.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const ids = list => list?.map(one => ({ ...one, id: bytes(one.id) }));

async function create(options) {
  const made = await navigator.credentials.create({ publicKey: { ...options, challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: ids(options.excludeCredentials) } });
  return answer(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function get(options) {
  const found = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge),
    allowCredentials: ids(options.allowCredentials) } });
  return answer(found, {
    authenticatorData: text(found.response.authenticatorData),
    signature: text(found.response.signature),
    ...(found.response.userHandle?.byteLength ? { userHandle: text(found.response.userHandle) } : {}),
  });
}

function answer(credential, response) {
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {},
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response } });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll('[data-passkey]').forEach(part => {
    const form = part.querySelector('form');
    const button = form.querySelector('button[type=button]');
    const failed = part.querySelector('[data-failed]');
    part.hidden = false;
    button.addEventListener('click', async () => {
      failed.textContent = '';
      button.disabled = true;
      try {
        const options = JSON.parse(part.dataset.options);
        form.elements.response.value = await (part.dataset.passkey === 'create' ? create(options) : get(options));
        form.requestSubmit();
      } catch (e) {
        failed.textContent = failed.dataset.failed;
      } finally {
        button.disabled = false;
      }
    });
  });
}
