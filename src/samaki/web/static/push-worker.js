// Shows a push and opens the desk when it is pressed. It sees no page, keeps nothing and fetches nothing.
"use strict";

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data ? event.data.json() : {};
  } catch {
    // sealed for another key: something waits all the same
  }
  const options = { body: said.body || "", lang: said.lang || "", tag: "samaki", renotify: true };
  event.waitUntil(self.registration.showNotification(said.title || "Samaki", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/desk/"));
});
