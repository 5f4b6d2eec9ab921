// Passkeys: asks the browser for one and sends its answer. Without this script one-time codes work all the same.
"use strict";

(() => {
  const JSON_TYPE = "application/json";

  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const textOf = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytesOf(one.id) }));

  const creationOptions = (told) => ({
    ...told,
    challenge: bytesOf(told.challenge),
    user: { ...told.user, id: bytesOf(told.user.id) },
    excludeCredentials: withBytes(told.excludeCredentials),
  });

  const requestOptions = (told) => ({
    ...told,
    challenge: bytesOf(told.challenge),
    allowCredentials: withBytes(told.allowCredentials),
  });

  const told = (credential) => {
    const { response } = credential;
    const answer = { clientDataJSON: textOf(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) answer[name] = textOf(response[name]);
    }
    return {
      id: credential.id,
      rawId: textOf(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: answer,
    };
  };

  const send = async (path, body, csrf) => {
    const headers = { "Content-Type": JSON_TYPE, Accept: JSON_TYPE };
    if (csrf) headers["X-CSRF-Token"] = csrf;
    const language = document.documentElement.lang;
    const answer = await fetch(`${path}?lang=${language}`, {
      method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin",
    });
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.title || String(answer.status));
    return content;
  };

  const ways = {
    "sign-in": async () => {
      const begun = await send("/api/v1/sign-in/passkey/options", {});
      const credential = await navigator.credentials.get({ publicKey: requestOptions(begun.publicKey) });
      await send("/api/v1/sign-in/passkey", { ceremony: begun.ceremony, credential: told(credential) });
    },
    accept: async (form) => {
      const token = form.dataset.token;
      const csrf = form.elements.csrf && form.elements.csrf.value;
      const begun = await send("/api/v1/invitations/passkey/options", { token, name: form.dataset.known || form.elements.name.value }, csrf);
      const credential = await navigator.credentials.create({ publicKey: creationOptions(begun.publicKey) });
      await send("/api/v1/invitations/passkey", { token, ceremony: begun.ceremony, credential: told(credential) }, csrf);
    },
    add: async (form) => {
      const csrf = form.elements.csrf.value;
      const begun = await send("/api/v1/account/passkeys/options", {}, csrf);
      const credential = await navigator.credentials.create({ publicKey: creationOptions(begun.publicKey) });
      const label = form.elements.label.value;
      await send("/api/v1/account/passkeys", { ceremony: begun.ceremony, credential: told(credential), label }, csrf);
    },
  };

  const prepare = (button) => {
    const form = button.form;
    const said = form.querySelector("[data-said]");
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (!form.reportValidity()) return;
      button.disabled = true;
      said.textContent = "";
      try {
        await ways[button.dataset.passkey](form);
        window.location.assign(form.dataset.next);
      } catch (error) {
        said.textContent = error.name === "NotAllowedError" ? said.dataset.stopped : error.message;
        button.disabled = false;
      }
    });
  };

  // the name of this machine, not its number: passkeys are bound to names
  const byNumber = /^(127\.|\[::1\])/.test(window.location.hostname);
  if (byNumber) {
    window.location.hostname = "localhost";
    return;
  }
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    if (window.PublicKeyCredential && window.isSecureContext) prepare(button);
    else button.closest("[data-needs-passkeys]").hidden = true;
  }
})();
