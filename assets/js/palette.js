/* Search palette: Ctrl K or / opens it, each change asks the server for a fragment of options, the
   arrows choose, Enter opens, Ctrl Enter shows all results. Answers that come late are dropped. */
(function () {
  'use strict';
  const { $, $$, typing } = window.PL;
  const pal = document.getElementById('palette');
  if (!pal || !pal.showModal) { return; }
  const input = $('input', pal), list = $('#pal-list', pal), count = $('[data-pal-count]', pal);
  let asked = 0, timer = 0, at = 0;

  function open() {
    if (pal.open) { return; }
    pal.showModal();
    input.select();
    ask();
  }

  function options() { return $$('[role="option"]', list); }

  function choose(i) {
    const all = options();
    at = all.length ? (i + all.length) % all.length : 0;
    all.forEach((o, k) => o.setAttribute('aria-selected', String(k === at)));
    if (all[at]) {
      input.setAttribute('aria-activedescendant', all[at].id);
      all[at].scrollIntoView({ block: 'nearest' });
    } else { input.removeAttribute('aria-activedescendant'); }
  }

  function ask() {
    const mine = ++asked;
    fetch(pal.dataset.src + '?q=' + encodeURIComponent(input.value.trim()), { credentials: 'same-origin', headers: { 'X-Fragment': '1' } })
      .then((r) => (r.ok ? r.text() : ''))
      .then((html) => {
        if (mine !== asked) { return; }
        const doc = new DOMParser().parseFromString(html, 'text/html');
        list.replaceChildren(...Array.from(doc.body.childNodes));
        const said = $('[data-count]', list);
        count.textContent = said ? said.getAttribute('data-count') : '';
        options().forEach((o, i) => { o.id = 'po' + i; o.tabIndex = -1; });
        input.setAttribute('aria-expanded', String(options().length > 0));
        choose(0);
      })
      .catch(() => { if (mine === asked) { count.textContent = ''; } });
  }

  input.addEventListener('input', (e) => {
    if (e.isComposing) { return; }
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener('compositionend', () => { clearTimeout(timer); timer = setTimeout(ask, 60); });

  pal.addEventListener('keydown', (e) => {
    if (e.isComposing || e.keyCode === 229) { return; }
    if (e.key === 'ArrowDown') { e.preventDefault(); choose(at + 1); }
    else if (e.key === 'ArrowUp') { e.preventDefault(); choose(at - 1); }
    else if (e.key === 'Enter') {
      e.preventDefault();
      e.stopPropagation();
      const o = options()[at];
      if (e.ctrlKey || e.metaKey || !o) { all(); } else { location.assign(o.getAttribute('href')); }
    }
  });

  function all() {
    const q = input.value.trim();
    if (q) { location.assign(pal.dataset.all + '?q=' + encodeURIComponent(q)); }
  }

  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.keyCode === 229) { return; }
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') { e.preventDefault(); open(); return; }
    if (e.key === '/' && !typing(e) && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); open(); }
  });
})();
