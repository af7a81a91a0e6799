// Lets a button with formtarget open its tab although htmx sends the form for the other buttons.
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget === "_blank") event.stopPropagation();
}, true);
