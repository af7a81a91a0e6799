// Tells people who do not see the page what a swap brought, and keeps the focus near it; says so
// where the blog does not answer. Hooked by data-announce.
(() => {
  const trouble = document.currentScript.dataset.trouble;
  let brought = null;

  const say = (text, isTrouble) => {
    const announcer = document.getElementById("announcer");
    if (!announcer) return;
    announcer.classList.toggle("trouble", isTrouble);
    announcer.textContent = "";
    // A moment apart, so that the same words are read out again.
    setTimeout(() => { announcer.textContent = text; }, 100);
  };

  document.addEventListener("htmx:after:settle", (event) => {
    for (const node of event.detail.newContent) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      brought = node.matches("[data-announce]") ? node : node.querySelector("[data-announce]");
      if (brought) return say(brought.dataset.announce, false);
    }
  });

  document.addEventListener("htmx:after:swap", () => {
    if (brought?.isConnected && document.activeElement === document.body) {
      brought.tabIndex = -1;
      brought.focus({ preventScroll: true });
    }
    brought = null;
  });

  // What asks of its own accord fails in silence, and asks again.
  const complain = ({ target }) => target.matches?.("[hx-trigger^=every]") || say(trouble, true);

  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) complain(event);
  });

  document.addEventListener("htmx:error", complain);
})();
