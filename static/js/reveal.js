// Shows what is typed into a password field, and hides it again. Hooked by data-reveal, which names
// the field; the button is hidden where no script runs.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
    field.focus();
  });
  // A browser must not remember it as ordinary text.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
