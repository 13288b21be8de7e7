/* Shared by all scripts: element search, the page's sentences, a word to the reader, requests.
   Plain ES2017; nothing here writes a style attribute or builds HTML from text, so the strict
   Content-Security-Policy holds. Every page also works without scripts. */
(function () {
  'use strict';
  const PL = window.PL = {};
  PL.$ = (sel, root) => (root || document).querySelector(sel);
  PL.$$ = (sel, root) => Array.from((root || document).querySelectorAll(sel));

  let words = {};
  const block = document.getElementById('pl-words');
  if (block) { try { words = JSON.parse(block.textContent); } catch (e) { words = {}; } }
  /* say('saved', {t: '09:41:07'}) */
  PL.say = (key, args) => Object.keys(args || {}).reduce((s, k) => s.split('{' + k + '}').join(String(args[k])), words[key] || '');

  /* A short word in the polite live region; it goes after four seconds. */
  let timer = 0;
  PL.toast = (text) => {
    const box = document.getElementById('pl-toast');
    if (!box) { return; }
    box.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => { box.textContent = ''; }, 4000);
  };

  /* Typing: single keys must not act while the reader writes or an input method composes. */
  PL.typing = (e) => {
    const t = e.target;
    if (e.isComposing || e.keyCode === 229) { return true; }
    return !!t && (t.isContentEditable || t.tagName === 'TEXTAREA' || t.tagName === 'SELECT' ||
      (t.tagName === 'INPUT' && !/^(checkbox|radio|button|submit|reset|file)$/.test(t.type)));
  };

  PL.clock = () => new Date().toTimeString().slice(0, 8);

  PL.token = () => { const f = PL.$('input[name="csrf"]'); return f ? f.value : ''; };

  PL.icon = (name) => {
    const have = PL.$('svg.icon use');
    if (!have) { return document.createTextNode(''); }
    const file = have.getAttribute('href').split('#')[0];
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', file + '#' + name);
    svg.appendChild(use);
    return svg;
  };
})();
