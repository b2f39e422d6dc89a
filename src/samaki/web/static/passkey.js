// The only script of these pages: it hands what the page asks to the browser's passkeys, and the answer to the form.
// WebAuthn has no other way. It fetches nothing and keeps nothing; without it the form works by password and code.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

function understood(asked) {
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) options.excludeCredentials = listed(asked.excludeCredentials);
  if (asked.allowCredentials) options.allowCredentials = listed(asked.allowCredentials);
  return options;
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = written(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: written(credential.rawId), type: credential.type, response });
}

async function pressed(place, button) {
  const form = button.form;
  const told = place.querySelector("[data-told]");
  const asked = JSON.parse(place.dataset.passkey);
  told.hidden = true;
  button.disabled = true;
  try {
    const publicKey = understood(asked);
    const way = asked.user ? "create" : "get";
    form.elements.passkey.value = answered(await navigator.credentials[way]({ publicKey }));
    form.submit();
  } catch {
    told.hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const place of document.querySelectorAll("[data-passkey]")) {
    const button = place.querySelector("button");
    place.querySelector("[data-without]").hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => pressed(place, button));
    if ("main" in place.dataset) {
      button.form.addEventListener("submit", (event) => {
        if (event.submitter && event.submitter.name) return; // another language was pressed
        event.preventDefault();
        pressed(place, button);
      });
    }
  }
}
