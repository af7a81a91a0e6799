// Sends dropped and pasted pictures through the upload form, and puts uploaded ones into the text.
// Hooked by data-drop on what takes them, data-insert on the buttons, data-fresh on new ones.
(() => {
  const insert = (button) => {
    const text = document.getElementById("source");
    if (!text) return;
    const isHtml = text.form && new FormData(text.form).get("source_format") === "html";
    const after = text.value.slice(text.selectionEnd);
    const gap = /[^\n]$/.test(text.value.slice(0, text.selectionStart)) ? "\n\n" : "";
    const code = gap + (isHtml ? button.dataset.insertHtml : button.dataset.insert) + (after.startsWith("\n") ? "" : "\n\n");
    text.focus();
    // This old command alone leaves the browser's own undo whole; it tells of the input itself.
    if (document.execCommand("insertText", false, code)) return;
    text.setRangeText(code, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const send = (event, transfer) => {
    const files = [...(transfer?.files || [])].filter((file) => file.type.startsWith("image/"));
    const input = document.getElementById("drop-pictures");
    if (!files.length || !input || !event.target.closest?.("[data-drop]")) return;
    event.preventDefault();
    input.closest("details")?.setAttribute("open", "");
    const box = new DataTransfer();
    files.forEach((file) => box.items.add(file));
    input.files = box.files;
    input.form.requestSubmit();
  };

  document.addEventListener("click", (event) => { const button = event.target.closest?.("[data-insert]"); if (button) insert(button); });
  document.addEventListener("dragover", (event) => { if (event.target.closest?.("[data-drop]") && event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  document.addEventListener("drop", (event) => send(event, event.dataTransfer));
  // Copied from a page or a letter, words come with a picture of themselves: those are text.
  document.addEventListener("paste", (event) => { if (!event.clipboardData.types.includes("text/plain")) send(event, event.clipboardData); });
  document.addEventListener("htmx:after:swap", () => {
    const fresh = document.querySelectorAll("#drop [data-fresh]");
    fresh.forEach((button) => { button.removeAttribute("data-fresh"); insert(button); });
    if (fresh.length) document.body.dispatchEvent(new Event("uploaded"));
  });
})();
