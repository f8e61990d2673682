// The source panel: its table scrolls to the cited row; on a narrow screen it is a sheet that × and Escape close.
const close = () => document.getElementById('stage').classList.remove('source-open');
element.addEventListener('click', (event) => {
  if (event.target.closest('.close')) close();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
watch('value', () => {
  element.scrollTo({ top: 0 });
  element.querySelectorAll('.grid-scroll').forEach((frame) => {
    const row = frame.querySelector('.is-here');
    if (!row) return;
    const head = frame.querySelector('thead').offsetHeight;
    frame.scrollTop = row.offsetTop - head - (frame.clientHeight - head - row.offsetHeight) / 3;
    const cell = row.querySelector('.is-cited');
    const first = row.firstElementChild;
    if (cell && cell !== first) frame.scrollLeft = cell.offsetLeft - first.offsetWidth - 12;
  });
});
