// Lets a button with formtarget open its tab although htmx sends the form for the other buttons,
// and Enter lead on from the title to the text.
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget === "_blank") event.stopPropagation();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "title" || event.isComposing) return;
  event.preventDefault();
  document.getElementById("source").focus();
});
