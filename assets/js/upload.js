/* Uploads in pieces that resume after a broken connection.

   A box [data-upload] holds a file input and a list ul[data-uploads]. For each file:
     POST  data-upload            form fields name, size, type, csrf, and every data-with-* of the box
           answer 201, Location: address of this upload
     HEAD  address                answer Upload-Offset: bytes that have arrived
     PATCH address                body: the next piece, Upload-Offset: where it begins
           answer 204 with the new Upload-Offset, or 201 with JSON {"id": …} when complete
   A lost connection is retried after 2, 4, 8 … 30 seconds from the offset that HEAD names. When all
   files are done the box sends the event pl:uploaded, and reloads the page if it has data-reload. */
(function () {
  'use strict';
  const { $, $$, say, token } = window.PL;
  const piece = 1 << 20;

  function row(list, file) {
    const li = document.createElement('li'), name = document.createElement('span'), state = document.createElement('span'), bar = document.createElement('progress');
    name.textContent = file.name;
    name.className = 'pl-clip';
    state.textContent = say('upWaiting');
    state.className = 'pl-12 pl-2';
    state.setAttribute('role', 'status');
    bar.className = 'pl-bar is-blue';
    bar.max = Math.max(file.size, 1);
    bar.value = 0;
    bar.setAttribute('aria-label', say('upProgress') + ' ' + file.name);
    li.append(name, state, bar);
    list.append(li);
    return { li, state, bar };
  }

  const pause = (ms) => new Promise((ok) => setTimeout(ok, ms));
  class Refused extends Error {}

  async function begin(box, file) {
    const form = new URLSearchParams({ name: file.name, size: String(file.size), type: file.type, csrf: token() });
    Object.keys(box.dataset).filter((k) => k.startsWith('with')).forEach((k) => form.append(k.slice(4).toLowerCase(), box.dataset[k]));
    const r = await fetch(box.dataset.upload, { method: 'POST', body: form, credentials: 'same-origin', headers: { 'X-Fragment': '1' } });
    if (r.status >= 400 && r.status < 500) { throw new Refused((await r.text()).trim().slice(0, 200)); }
    if (!r.ok) { throw new Error(String(r.status)); }
    return r.headers.get('Location');
  }

  async function offsetOf(url) {
    const r = await fetch(url, { method: 'HEAD', credentials: 'same-origin' });
    if (r.status === 404 || r.status === 410) { throw new Refused(say('upFailed')); }
    if (!r.ok) { throw new Error(String(r.status)); }
    return Number(r.headers.get('Upload-Offset') || 0);
  }

  async function send(box, file, ui) {
    let url = '', at = 0, wait = 2;
    for (;;) {
      try {
        if (!url) { url = await begin(box, file); at = 0; }
        do {
          const r = await fetch(url, {
            method: 'PATCH', body: file.slice(at, at + piece), credentials: 'same-origin',
            headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(at), 'X-CSRF': token(), 'X-Fragment': '1' }
          });
          if (r.status === 409) { at = await offsetOf(url); continue; }
          if (r.status >= 400 && r.status < 500) { throw new Refused((await r.text()).trim().slice(0, 200)); }
          if (!r.ok) { throw new Error(String(r.status)); }
          at = Number(r.headers.get('Upload-Offset') || Math.min(at + piece, file.size));
          wait = 2;
          ui.bar.value = file.size ? at : 1;
          ui.state.textContent = say('upSending', { p: file.size ? Math.floor(at * 100 / file.size) : 100 });
          if (at >= file.size) { return r.status === 201 ? (await r.json()).id : ''; }
        } while (true);
      } catch (e) {
        if (e instanceof Refused) { throw e; }
        for (let s = wait; s > 0; s--) { ui.state.textContent = say('upRetrying', { s }); await pause(1000); }
        wait = Math.min(wait * 2, 30);
        try { if (url) { at = await offsetOf(url); } } catch (again) { if (again instanceof Refused) { throw again; } }
      }
    }
  }

  async function one(box, file, ui) {
    try {
      const id = await send(box, file, ui);
      ui.state.textContent = say('upDone');
      ui.bar.className = 'pl-bar is-green';
      if (id && box.dataset.field) {
        const h = document.createElement('input');
        h.type = 'hidden'; h.name = box.dataset.field; h.value = id;
        (box.closest('form') || box).append(h);
      }
      return true;
    } catch (e) {
      ui.state.textContent = e.message || say('upFailed');
      ui.state.className = 'pl-12 is-bad';
      const again = document.createElement('button');
      again.type = 'button'; again.className = 'btn btn-sm'; again.textContent = say('upRetry');
      ui.li.append(again);
      again.addEventListener('click', () => { again.remove(); ui.state.className = 'pl-12 pl-2'; one(box, file, ui); });
      return false;
    }
  }

  async function take(box, files) {
    let list = $('[data-uploads]', box);
    if (!list) { list = document.createElement('ul'); list.className = 'pl-uploads'; list.setAttribute('data-uploads', ''); box.append(list); }
    const jobs = Array.from(files).map((f) => [f, row(list, f)]);
    let good = true;
    for (const [f, ui] of jobs) { good = (await one(box, f, ui)) && good; }
    box.dispatchEvent(new CustomEvent('pl:uploaded', { bubbles: true }));
    if (good && jobs.length && 'reload' in box.dataset) { location.reload(); }
  }

  $$('[data-upload]').forEach((box) => {
    const input = $('input[type="file"]', box);
    if (input) { input.addEventListener('change', () => { take(box, input.files); input.value = ''; }); }
    ['dragover', 'dragleave', 'drop'].forEach((ev) => box.addEventListener(ev, (e) => {
      e.preventDefault();
      box.classList.toggle('is-over', ev === 'dragover');
      if (ev === 'drop' && e.dataTransfer && e.dataTransfer.files.length) { take(box, e.dataTransfer.files); }
    }));
    box.addEventListener('paste', (e) => { if (e.clipboardData && e.clipboardData.files.length) { take(box, e.clipboardData.files); } });
  });
})();
