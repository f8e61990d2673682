// What the server hands over: a text for the clipboard, or a file to keep.
const say = (words) => {
  const note = document.createElement('div');
  note.className = 'toast';
  note.setAttribute('role', 'status');
  note.textContent = words;
  document.querySelector('.gradio-container').append(note);
  setTimeout(() => note.remove(), 2200);
};
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no clipboard on a page that is not secure: the old way
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  say('Copied');
};
const keep = (name, text) => {
  const type = name.endsWith('.csv') ? 'text/csv' : 'text/markdown';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
watch('value', () => {
  const parcel = element.querySelector('[data-parcel]');
  if (!parcel) return;
  const { name, text } = JSON.parse(parcel.dataset.parcel);
  if (name) keep(name, text);
  else copy(text);
});
