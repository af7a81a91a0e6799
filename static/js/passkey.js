// Makes passkeys and signs in with them. A form with data-passkey="make" or "use" sends the
// device's answer in its field "credential"; the form stays hidden where browsers know no passkeys.
(() => {
  const api = window.PublicKeyCredential;
  if (!api?.parseCreationOptionsFromJSON || !api.parseRequestOptionsFromJSON) return;
  document.documentElement.classList.add("has-passkeys");

  const make = (form) => navigator.credentials.create({
    publicKey: api.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options)),
  });

  const use = async (form) => {
    const question = await (await fetch(form.dataset.from, { method: "POST" })).json();
    form.elements.state.value = question.state;
    return navigator.credentials.get({
      publicKey: api.parseRequestOptionsFromJSON(question.options),
    });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey || form.elements.credential.value) return;
    event.preventDefault();
    const trouble = form.querySelector("[role=status]");
    trouble.textContent = "";
    try {
      const credential = await (form.dataset.passkey === "make" ? make : use)(form);
      form.elements.credential.value = JSON.stringify(credential);
      form.requestSubmit();
    } catch {
      // Called off, timed out, or the device has none: whatever it was, another way is open.
      trouble.textContent = form.dataset.trouble;
    }
  });
})();
