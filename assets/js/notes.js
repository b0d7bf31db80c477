/* Notes where they are needed: in the margin beside their sentence on wide screens, and as a preview of the whole note
   on hover and focus.  Both are copies; the list at the end of the page stays what it is. */
(function () {
  'use strict';

  const marks = Array.from(document.querySelectorAll('a[role="doc-noteref"]'));
  const sheet = document.querySelector('.has-margin');
  const wide = matchMedia('(min-width: 75rem)');
  const besides = new Map();

  function noteOf(mark) {
    return document.getElementById(mark.hash.slice(1));
  }

  /* A note's content as a copy: no ids, no ways back. */
  function copied(note) {
    const copy = document.createDocumentFragment();
    for (const child of note.children) {
      if (!child.classList.contains('backs')) copy.append(child.cloneNode(true));
    }
    for (const each of copy.querySelectorAll('[id]')) each.removeAttribute('id');
    return copy;
  }

  /* --- in the margin --- */

  /* A copy for the eye alone: whoever listens or tabs has the mark and the list. */
  function sideNote(mark, note) {
    const made = document.createElement('span');
    made.className = 'side-note';
    made.setAttribute('aria-hidden', 'true');
    const number = document.createElement('span');
    number.className = 'side-number';
    number.textContent = mark.textContent;
    made.append(number, copied(note));
    for (const link of made.querySelectorAll('a, summary')) link.tabIndex = -1;
    return made;
  }

  /* The last of the marks and copies that follow a mark without a gap: floats in between would change places. */
  function lastOf(mark) {
    let last = mark.parentElement;
    while (last.nextSibling instanceof Element && last.nextSibling.matches('.mark, .side-note')) last = last.nextSibling;
    return last;
  }

  function fillMargin() {
    if (!wide.matches || !sheet || besides.size) return;
    for (const mark of marks) {
      const note = noteOf(mark);
      if (!note || besides.has(note) || !mark.closest('.content > .prose') || mark.closest('table')) continue;
      besides.set(note, sideNote(mark, note));
      lastOf(mark).after(besides.get(note));
    }
    if (sheet.matches(':dir(rtl)')) inOrder(Array.from(besides.values()));
  }

  /* Where the text runs from right to left, floats of one line change places: the later one goes into the former. */
  function inOrder(sides) {
    sides.reduce((former, side) => {
      if (side.offsetTop >= former.offsetTop) return side;
      former.append(side);
      return former;
    });
  }

  /* --- the preview --- */

  const preview = document.createElement('div');
  preview.className = 'preview';
  preview.id = 'note-preview';
  preview.setAttribute('role', 'note');
  preview.popover = 'manual';
  let at = null;
  let dismissed = null;
  let waiting = 0;

  function place(mark) {
    const box = mark.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const start = Math.min(Math.max(16, box.left - 24), Math.max(16, room - preview.offsetWidth - 16));
    const below = box.bottom + preview.offsetHeight + 12 < innerHeight || box.top < preview.offsetHeight + 12;
    preview.style.left = start + scrollX + 'px';
    preview.style.top = (below ? box.bottom + 6 : box.top - preview.offsetHeight - 6) + scrollY + 'px';
  }

  function lit(mark, on) {
    const side = besides.get(noteOf(mark));
    if (side) side.classList.toggle('lit', on);
  }

  function open(mark) {
    const note = noteOf(mark);
    clearTimeout(waiting);
    if (!note || at === mark) return;
    close();
    at = mark;
    preview.replaceChildren(copied(note));
    preview.setAttribute('aria-label', mark.getAttribute('aria-label'));
    /* Beside its mark in the order of the page, so that the next Tab leads into it. */
    mark.parentElement.after(preview);
    preview.showPopover();
    place(mark);
    lit(mark, true);
  }

  function close() {
    clearTimeout(waiting);
    if (!at) return;
    lit(at, false);
    at = null;
    if (preview.matches(':popover-open')) preview.hidePopover();
    preview.remove();
  }

  function later(act, delay) {
    clearTimeout(waiting);
    waiting = setTimeout(act, delay);
  }

  function watch(mark) {
    mark.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse') later(() => open(mark), 120);
    });
    mark.addEventListener('pointerleave', () => later(close, 250));
    mark.addEventListener('focus', () => {
      if (mark.matches(':focus-visible') && dismissed !== mark) open(mark);
      dismissed = null;
    });
    mark.addEventListener('blur', () => later(leave, 50));
    mark.addEventListener('click', close);
  }

  /* Focus or pointer inside the preview keep it open. */
  function leave() {
    if (!preview.matches(':hover') && !preview.contains(document.activeElement)) close();
  }

  preview.addEventListener('pointerenter', () => clearTimeout(waiting));
  preview.addEventListener('pointerleave', () => later(leave, 250));
  preview.addEventListener('focusout', () => later(leave, 50));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !at) return;
    const mark = preview.contains(document.activeElement) ? at : null;
    close();
    dismissed = mark;
    if (mark) mark.focus();
  });

  if (preview.showPopover) marks.forEach(watch);
  wide.addEventListener('change', fillMargin);
  fillMargin();
})();
