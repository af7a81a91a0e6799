// Keeps what is typed in the editor beside the post, every few seconds and when the window is
// left; tries again until the blog has it, at once when people come back. Hooked by data-autosave.
{
  const PAUSE = 3000, AGAIN = 8000, MOST_ON_LEAVING = 60000;
  const box = () => document.querySelector("[data-autosave]"), editor = () => document.getElementById("editor");
  let timer, sending, isNew = false, told = 200;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(send, wait); };
  const note = () => { isNew = true; if (!sending) later(PAUSE); };

  const send = async () => {
    clearTimeout(timer);
    if (!isNew || sending || !box() || !editor()) return;
    const body = new URLSearchParams(new FormData(editor())).toString(), calling = new AbortController();
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true" };
    const asked = { method: "POST", body, headers, signal: calling.signal, keepalive: body.length < MOST_ON_LEAVING };
    [isNew, sending] = [false, calling];
    const answer = await fetch(box().dataset.autosave, asked).catch(() => ({ ok: false, status: 0 }));
    sending = null;
    if (calling.signal.aborted || !box()) return;
    isNew ||= !answer.ok;
    await tell(answer);
    if (isNew) later(answer.ok ? PAUSE : AGAIN);
  };

  const tell = async (answer) => {
    const before = told, alert = Object.assign(document.createElement("p"), { role: "alert", textContent: box().dataset.trouble });
    told = answer.status < 500 ? answer.status : 0;
    if (answer.ok) box().outerHTML = await answer.text();
    else if (told !== before) told ? box().innerHTML = await answer.text() : box().replaceChildren(alert);
  };

  addEventListener("input", (event) => { if (event.target.form === editor()) note(); });
  addEventListener("submit", (event) => {
    const isSaved = event.target === editor() && event.submitter?.formTarget !== "_blank";
    if (isSaved) { clearTimeout(timer); isNew = false; sending?.abort(); }  // Nothing is left to keep.
  });
  for (const trouble of ["htmx:error", "htmx:response:error"]) addEventListener(trouble, (event) => { if (event.target === editor()) note(); });
  for (const moment of ["visibilitychange", "pagehide", "focus", "online"]) addEventListener(moment, send);
}
