/* The switch between light and dark: shows it, and remembers the reader's choice. */
(function () {
  'use strict';

  const root = document.documentElement;
  const KEY = 'dossier-theme';

  /* A browser may keep no memory for a page opened from a folder, or at all. */
  function remembered() {
    try { return localStorage.getItem(KEY); } catch (refused) { return null; }
  }

  function remember(theme) {
    try { localStorage.setItem(KEY, theme); } catch (refused) { /* it holds for this page */ }
  }

  function shown() {
    return root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }

  const choice = remembered();
  if (choice === 'dark' || choice === 'light') root.dataset.theme = choice;

  function offer() {
    const button = document.getElementById('theme');
    if (!button) return;
    /* The button says what it leads to. */
    const label = () => { button.textContent = shown() === 'dark' ? button.dataset.light : button.dataset.dark; };
    button.addEventListener('click', () => {
      root.dataset.theme = shown() === 'dark' ? 'light' : 'dark';
      remember(root.dataset.theme);
      label();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', label);
    label();
    button.hidden = false;
  }

  /* This runs before the page is drawn, so that it never shows in the other colours first. */
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', offer);
  else offer();
})();
