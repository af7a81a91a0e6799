// Buttons and keys that put marks around what is selected in a text, as its format writes them;
// each can be undone. Hooked by data-toolbar, which names the text.
(() => {
  const marks = {
    markdown: { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], link: ["[", "](https://)"], picture: ["![", "](https://)"], heading: ["## ", ""], quote: ["> ", ""], list: ["- ", ""] },
    html: { bold: ["<strong>", "</strong>"], italic: ["<em>", "</em>"], code: ["<code>", "</code>"], link: ['<a href="https://">', "</a>"], picture: ['<img src="https://" alt="', '">'], heading: ["<h2>", "</h2>"], quote: ["<blockquote>", "</blockquote>"], list: ["<li>", "</li>"] },
  };
  const keys = { b: "bold", i: "italic", k: "link" };
  const ofLines = ["heading", "quote", "list"];

  const mark = (area, name) => {
    const [before, after] = marks[document.getElementById("source_format").value][name];
    let { selectionStart: start, selectionEnd: end, value } = area;
    if (ofLines.includes(name)) {
      start = value.lastIndexOf("\n", start - 1) + 1;
      end = `${value}\n`.indexOf("\n", end);
    }
    const chosen = value.slice(start, end);
    const text = (ofLines.includes(name) ? chosen.split("\n") : [chosen]).map((line) => before + line + after).join("\n");
    area.focus();
    area.setSelectionRange(start, end);
    // The one way to change a text that its undo knows of.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
    area.setSelectionRange(start + before.length, start + text.length - after.length);
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-mark]");
    if (button) mark(document.getElementById(button.parentElement.dataset.toolbar), button.dataset.mark);
  });
  document.addEventListener("keydown", (event) => {
    const bar = document.querySelector("[data-toolbar]");
    if (!bar || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key === "s") bar.closest("form").requestSubmit(bar.closest("form").querySelector("[formaction]"));
    else if (keys[event.key] && event.target.id === bar.dataset.toolbar) mark(event.target, keys[event.key]);
    else return;
    event.preventDefault();
  });
  for (const bar of document.querySelectorAll("[data-toolbar]")) bar.hidden = false;
})();
