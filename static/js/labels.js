// Lets a datalist complete the last of several names between commas; hooked by data-list.
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-list]")) return;
  const said = target.value.slice(0, target.value.lastIndexOf(",") + 1);
  const chosen = said.toLowerCase().split(",").map((name) => name.trim());
  for (const option of target.list.options) {
    option.dataset.name ??= option.value;
    option.disabled = chosen.includes(option.dataset.name.toLowerCase());
    option.value = said ? `${said} ${option.dataset.name}` : option.dataset.name;
  }
});
