// The source panel: on a narrow screen it is a sheet over the conversation, which × and Escape close.
const close = () => document.getElementById('stage').classList.remove('source-open');
element.addEventListener('click', (event) => {
  if (event.target.closest('.close')) close();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
watch('value', () => element.scrollTo({ top: 0 }));
