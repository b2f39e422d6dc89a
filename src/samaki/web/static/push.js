// Turns push on in this browser: asks the browser for its subscription and hands it to the form. It sends nothing by itself.
"use strict";

const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

async function subscribed(key) {
  const worker = await navigator.serviceWorker.register("/push-worker.js");
  await navigator.serviceWorker.ready;
  const before = await worker.pushManager.getSubscription();
  if (before) await before.unsubscribe(); // it may be of another key, or of who used this browser before
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: octets(key) });
}

const PATIENCE = 20000; // milliseconds

function inTime(promise) {
  return Promise.race([promise, new Promise((_done, fail) => setTimeout(() => fail(new Error("silent")), PATIENCE))]);
}

const form = document.querySelector("[data-push]");
if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.hidden = false;
  document.querySelector("[data-without]").hidden = true;
  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.name) return; // another language was pressed
    event.preventDefault();
    const told = form.querySelector("[data-told]");
    const [asked, silent] = ["[data-asked]", "[data-silent]"].map((name) => form.querySelector(name));
    told.hidden = silent.hidden = true;
    asked.hidden = false;
    try {
      form.elements.subscription.value = JSON.stringify(await inTime(subscribed(form.dataset.push)));
      form.submit();
    } catch (error) {
      (error.name === "NotAllowedError" ? told : silent).hidden = false;
    } finally {
      asked.hidden = true;
    }
  });
}
