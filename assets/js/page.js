/* What any page may hold: dialogs, printing, copying, the folding side bar, menus, error summary,
   busy buttons, showing a password, filtering the unit tree, forms that submit when a choice changes. */
(function () {
  'use strict';
  const { $, $$, say, toast } = window.PL;

  document.addEventListener('click', (e) => {
    const open = e.target.closest('[data-open]');
    if (open) {
      const d = document.getElementById(open.getAttribute('data-open'));
      if (d && d.showModal && !d.open) { d.showModal(); }
    }
    const shut = e.target.closest('[data-shut]');
    if (shut) { const d = shut.closest('dialog'); if (d) { d.close(); } }
    if (e.target.closest('[data-print]')) { window.print(); }
    const copy = e.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.getAttribute('data-copy')).then(() => toast(say('copied')));
    }
    if (e.target.closest('[data-rail]')) { fold(); }
    const duty = e.target.closest('[data-duty]');
    if (duty) { location.href = '/orglife/duties/' + duty.dataset.duty; }
    if (e.target.closest('[data-retry]')) { location.reload(); }
    const eye = e.target.closest('[data-reveal]');
    if (eye) { reveal(eye); }
    /* an open menu closes when something else is pressed */
    $$('details.pl-menu[open]').forEach((m) => { if (!m.contains(e.target)) { m.open = false; } });
    /* a click on the backdrop closes a dialog */
    if (e.target.tagName === 'DIALOG' && e.target.open && outside(e.target, e)) { e.target.close(); }
  });

  function outside(box, e) {
    const r = box.getBoundingClientRect();
    return e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom;
  }

  function fold() {
    const side = $('.pl-side'), narrow = side && side.offsetWidth < 100;
    document.body.classList.toggle('pl-rail', !narrow);
    document.body.classList.toggle('pl-wide-side', narrow);
    const tls = location.protocol === 'https:'; // the name as the server reads it there
    document.cookie = (tls ? '__Host-' : '') + 'pl_rail=' + (narrow ? '0' : '1') + '; path=/; max-age=31536000; SameSite=Lax' + (tls ? '; Secure' : '');
  }
  $$('[data-rail]').forEach((b) => { b.hidden = false; });

  function reveal(b) {
    const f = document.getElementById(b.getAttribute('data-reveal'));
    if (!f) { return; }
    const show = f.type === 'password';
    f.type = show ? 'text' : 'password';
    b.setAttribute('aria-pressed', String(show));
  }
  $$('[data-reveal]').forEach((b) => { b.hidden = false; });

  /* a form that came back: the summary takes the focus, its links go to the fields */
  const summary = $('[data-focus]');
  if (summary) { summary.focus(); }
  document.addEventListener('click', (e) => {
    const a = e.target.closest('[data-focus] a[href^="#"]');
    const f = a && document.getElementById(a.getAttribute('href').slice(1));
    if (f) { e.preventDefault(); f.focus(); }
  });

  /* a form is sent once: its button keeps its width and says that it is busy */
  document.addEventListener('submit', (e) => {
    const f = e.target, b = e.submitter;
    if (f.method === 'dialog' || f.method === 'get' || e.defaultPrevented) { return; }
    if (f.hasAttribute('data-sent')) { e.preventDefault(); return; }
    f.setAttribute('data-sent', '');
    if (b) { b.setAttribute('aria-busy', 'true'); }
    toast(say('busy'));
  });
  /* back in the browser shows the page as it was: forms may be sent again */
  window.addEventListener('pageshow', () => {
    $$('form[data-sent]').forEach((f) => f.removeAttribute('data-sent'));
    $$('[aria-busy="true"]').forEach((b) => b.removeAttribute('aria-busy'));
  });

  document.addEventListener('change', (e) => {
    const f = e.target.closest('[data-submit]');
    if (f) { const form = f.form || f.closest('form'); if (form) { form.requestSubmit(); } }
  });

  /* the server does not answer: say what is safe; forms wait until it is back */
  const banner = document.getElementById('pl-offline');
  function offline(on) { if (banner) { banner.hidden = !on; } }
  function probe() { fetch('/healthz', { cache: 'no-store' }).then((r) => offline(!r.ok)).catch(() => offline(true)); }
  window.addEventListener('offline', () => offline(true));
  window.addEventListener('online', probe);
  document.addEventListener('pl:offline', () => offline(true));
  document.addEventListener('pl:online', () => offline(false));
  document.addEventListener('click', (e) => { if (e.target.closest('[data-online]')) { probe(); } });
  document.addEventListener('submit', (e) => {
    if (navigator.onLine === false && e.target.method === 'post') { e.preventDefault(); offline(true); }
  }, true);

  /* filter of the unit tree: keeps what matches and the way to it */
  document.addEventListener('input', (e) => {
    if (!e.target.matches('[data-tree-filter]')) { return; }
    const want = e.target.value.trim().toLowerCase();
    const box = e.target.closest('.pl-treebox') || document;
    $$('[data-tree] li', box).forEach((li) => {
      li.hidden = want !== '' && !$$('.pl-clip', li).some((n) => n.textContent.toLowerCase().includes(want));
    });
  });
})();
