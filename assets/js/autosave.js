/* Drafts: a form with data-draft=address is kept two seconds after the last key and on leaving the
   page; the time stands in its [data-saved]. When the server cannot be reached the page says so in
   amber, keeps what was typed and tries again. */
(function () {
  'use strict';
  const { $, $$, say, icon, clock } = window.PL;

  function body(form) {
    const d = new FormData(form), out = new URLSearchParams();
    d.forEach((v, k) => { if (typeof v === 'string') { out.append(k, v); } });
    return out;
  }

  function tell(form, text, name, local) {
    const box = $('[data-saved]', form);
    if (!box) { return; }
    box.textContent = '';
    box.appendChild(icon(name));
    box.appendChild(document.createTextNode(text));
    box.classList.toggle('is-local', local);
  }

  $$('form[data-draft]').forEach((form) => {
    let timer = 0, dirty = false, wait = 4000;

    function later(ms) { clearTimeout(timer); timer = setTimeout(save, ms); }

    function save() {
      clearTimeout(timer);
      if (!dirty || form.hasAttribute('data-sent')) { return; }
      dirty = false;
      fetch(form.getAttribute('data-draft'), { method: 'POST', body: body(form), credentials: 'same-origin', headers: { 'X-Fragment': '1' } })
        .then((r) => {
          if (!r.ok) { throw r.status; }
          wait = 4000;
          document.dispatchEvent(new CustomEvent('pl:online'));
          tell(form, say('saved', { t: clock() }), 'device-floppy', false);
        })
        .catch((status) => {
          dirty = true;
          if (typeof status === 'number') { tell(form, say('saveFailed'), 'alert-circle', true); return; }
          document.dispatchEvent(new CustomEvent('pl:offline'));
          tell(form, say('savedLocal'), 'cloud-off', true);
          wait = Math.min(wait * 2, 60000);
          later(wait);
        });
    }

    form.addEventListener('input', () => { dirty = true; later(2000); });
    document.addEventListener('pl:save', () => { dirty = true; save(); });
    window.addEventListener('online', () => { if (dirty) { save(); } });
    window.addEventListener('pagehide', () => {
      if (dirty && !form.hasAttribute('data-sent') && navigator.sendBeacon) {
        navigator.sendBeacon(form.getAttribute('data-draft'), body(form));
      }
    });
  });
})();
