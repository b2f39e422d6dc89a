// On the desk: says that sealed notes wait on this telephone, where some do.
import { waiting } from "./visits-kept.js";

const there = indexedDB.databases ? (await indexedDB.databases()).some((one) => one.name === "samaki-visits") : true;
if (there && (await waiting()).length) document.querySelector("[data-visits-wait]").hidden = false;
