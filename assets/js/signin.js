/* Passkeys: asks the server what to ask the browser, asks the browser, and sends the answer as a form.
   The forms stay hidden where the browser has no passkeys; codes and certificates need no script. */
(function () {
  'use strict';
  const { $, $$ } = window.PL;
  const forms = $$('form[data-passkey]');
  if (!forms.length || !window.PublicKeyCredential || !navigator.credentials || !window.isSecureContext) { return; }

  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)).buffer;
  const text = (b) => btoa(String.fromCharCode.apply(null, new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const described = (list) => (list || []).map((d) => Object.assign({}, d, { id: bytes(d.id) }));

  function wanted(o, make) {
    const p = Object.assign({}, o.publicKey, { challenge: bytes(o.publicKey.challenge) });
    if (make) {
      p.user = Object.assign({}, p.user, { id: bytes(p.user.id) });
      p.excludeCredentials = described(p.excludeCredentials);
    } else {
      p.allowCredentials = described(p.allowCredentials);
    }
    return { publicKey: p };
  }

  function answer(c) {
    const r = c.response, out = { clientDataJSON: text(r.clientDataJSON) };
    if (r.attestationObject) {
      out.attestationObject = text(r.attestationObject);
      if (r.getTransports) { out.transports = r.getTransports(); }
    } else {
      out.authenticatorData = text(r.authenticatorData);
      out.signature = text(r.signature);
      if (r.userHandle) { out.userHandle = text(r.userHandle); }
    }
    return JSON.stringify({ id: c.id, rawId: text(c.rawId), type: c.type, response: out, clientExtensionResults: c.getClientExtensionResults() });
  }

  forms.forEach((f) => {
    f.hidden = false;
    f.addEventListener('submit', (e) => {
      if (f.elements.answer.value) { return; }
      e.preventDefault();
      e.stopPropagation();
      const make = f.hasAttribute('data-make'), says = $('[data-passkey-says]', f);
      says.textContent = '';
      fetch(f.getAttribute('data-passkey'), { method: 'POST', headers: { 'X-CSRF': f.elements.csrf.value } })
        .then((r) => r.ok ? r.json() : Promise.reject(new Error()))
        .then((a) => {
          f.elements.ticket.value = a.ticket;
          const o = wanted(a.options, make);
          return make ? navigator.credentials.create(o) : navigator.credentials.get(o);
        })
        .then((c) => { f.elements.answer.value = answer(c); f.submit(); })
        .catch(() => { says.textContent = says.getAttribute('data-passkey-says'); });
    });
  });
})();
