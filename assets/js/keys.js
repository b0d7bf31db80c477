/* The key `/` leads to the search from every page.  The search page has the switch for whoever steers by voice, where
   a word may hold a stray key (WCAG 2.1.4). */
(function () {
  'use strict';

  const KEY = 'dossier-slash';
  const WORDS = 'search-words';
  const search = new URL('../../search.html#' + WORDS, document.currentScript.src);

  /* A browser may keep no memory for a page opened from a folder, or at all. */
  function isOn() {
    try { return localStorage.getItem(KEY) !== 'off'; } catch (refused) { return true; }
  }

  function turn(on) {
    try { localStorage.setItem(KEY, on ? 'on' : 'off'); } catch (refused) { /* it stays on */ }
  }

  function find() {
    const box = document.getElementById(WORDS);
    if (!box) return location.assign(search);
    box.focus();
    box.select();
  }

  document.addEventListener('keydown', (event) => {
    const busy = event.target.closest && event.target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable]');
    if (event.key !== '/' || busy || event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
    event.preventDefault();
    find();
  });

  const option = document.getElementById('slash');
  if (!option) return;
  option.checked = isOn();
  option.addEventListener('change', () => turn(option.checked));
  option.closest('[hidden]').hidden = false;
})();
