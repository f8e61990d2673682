// The conversation: buttons in it ask a question or show a source; a new turn scrolls into view.
element.setAttribute('tabindex', '0');
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || !element.contains(button)) return;
  const { ask, row, turn, first, last } = button.dataset;
  if (ask !== undefined) {
    trigger('ask', { question: ask });
    return;
  }
  element.querySelectorAll('.is-shown').forEach((shown) => shown.classList.remove('is-shown'));
  button.classList.add('is-shown');
  document.getElementById('stage').classList.add('source-open');
  trigger('cite', row !== undefined ? { row } : { turn: Number(turn), first: Number(first), last: Number(last) });
});
watch('value', () => {
  const turns = element.querySelectorAll('.turn');
  if (!turns.length) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  turns[turns.length - 1].scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
});
