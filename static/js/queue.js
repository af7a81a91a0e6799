// Keys for the queue of comments, and the box that ticks all of them. The keys act only while the
// focus is inside the list (WCAG 2.1.4); after an act it goes to the next one. Hooked by data-queue.
(() => {
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;
  const help = document.getElementById("keys");
  const tickAll = document.querySelector("[data-tick-all]");
  for (const node of document.querySelectorAll("[data-scripted]")) node.hidden = false;

  const step = (by) => {
    const entries = [...queue.querySelectorAll("[data-entry]")];
    const at = entries.indexOf(document.activeElement.closest("[data-entry]"));
    entries[at + by]?.focus();
  };

  queue.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("textarea, input:not([type=checkbox])");
    if (isTyping || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = event.target.closest("[data-entry]")?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") {
      help.open = true;
      help.querySelector("summary").focus();
    } else if (button) button.click();
    else return;
    event.preventDefault();
  });

  tickAll.addEventListener("change", () => {
    for (const box of queue.querySelectorAll("[name=comment]")) box.checked = tickAll.checked;
  });

  // After announce.js has brought the focus to the line that stands for what was acted on.
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (document.activeElement.matches("[data-acted]")) step(1);
    if (detail.ctx.request.method === "POST") document.body.dispatchEvent(new Event("decided"));
  });
})();
