// On the page on which one signs in, after somebody signed out: nothing of theirs stays in this browser but sealed notes that still wait.
// A session that only ran out takes nothing away: who is in the field then must still be able to write. It makes nothing and sends nothing.
"use strict";

if (location.hash === "#out" || location.pathname === "/sign-out/") {
  if ("caches" in window) caches.delete("samaki-visits");
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.getRegistrations().then((all) => {
      for (const one of all) if (one.scope.endsWith("/visits/")) one.unregister();
    });
  }
}
