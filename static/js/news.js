// Marks what is new since the last visit, and tells how much. Only this browser remembers when that
// was: for ever when comments were last seen, and for as long as the tab is open when before that.
// Hooked by data-visit, which names the post; data-newest is the newest comment that the page knows.
(() => {
  const section = document.querySelector("[data-visit]");
  if (!section) return;
  const { visit, news, new: word } = section.dataset;
  const key = `comments-seen-${visit}`;
  let before, remember;
  try {
    before = sessionStorage.getItem(key) ?? localStorage.getItem(key);
    if (before) sessionStorage.setItem(key, before);
    remember = () => localStorage.setItem(key, document.querySelector("[data-newest]").dataset.newest);
  } catch { return; }  // The reader lets no page keep anything.

  const mark = () => {
    for (const time of document.querySelectorAll("#comments li > .comment:not(.new, :has(.you)) time")) {
      if (Date.parse(time.dataset.shown ?? time.dateTime) <= parseInt(before) / 1000) continue;
      time.closest(".comment").classList.add("new");
      const badge = Object.assign(document.createElement("span"), { className: "badge", textContent: word });
      time.closest(".who").append(badge);
    }
  };

  const tell = async () => {
    const answer = await fetch(news + before);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const link = page.querySelector("#news a");
    const line = document.querySelector("#comments .since");
    if (!link || !line) return;
    const first = `#comment-${link.getAttribute("href").split("/").pop()}`;
    const href = document.querySelector(first) ? first : link.getAttribute("href");
    line.append(Object.assign(document.createElement("a"), { href, textContent: link.textContent }));
    line.hidden = false;
  };

  new IntersectionObserver(([seen]) => { if (seen.isIntersecting) remember(); }).observe(section);
  if (before) { mark(); tell(); document.addEventListener("htmx:after:swap", mark); }
})();
