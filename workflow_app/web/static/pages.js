// Small helps on every page. Everything works without them.
document.documentElement.classList.add("with-script");

// A form that came back with errors: the summary is read out first.
document.getElementById("error-summary")?.focus();

// A link that was opened in place is not opened twice.
document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail?.ctx?.sourceElement;
  if (source instanceof HTMLAnchorElement) source.hidden = true;
});

// Nobody hands a form in twice by pressing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
