// What a telephone keeps of visit notes: sealed notes, each {key, written, writer, sealed}, until the server's receipt is here; and, in a
// cache that goes when somebody signs out, the empty page and a mark that says whose notes are kept. Nothing else, and no word of a note.

export const NAME = "samaki-visits";
const TABLE = "notes";
const WRITER = "/visits/mine/";

const opened = () =>
  new Promise((yes, no) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "key" });
    asked.onsuccess = () => yes(asked.result);
    asked.onerror = () => no(asked.error);
  });

async function within(mode, act) {
  const base = await opened();
  try {
    return await new Promise((yes, no) => {
      const work = base.transaction(TABLE, mode, { durability: "strict" }); // on the disk before we say so
      const asked = act(work.objectStore(TABLE));
      work.oncomplete = () => yes(asked.result);
      work.onabort = () => no(work.error);
    });
  } finally {
    base.close();
  }
}

const older = (one, other) => (one.written < other.written ? -1 : 1);

export const waiting = async () => (await within("readonly", (notes) => notes.getAll())).sort(older);

export const remove = (key) => within("readwrite", (notes) => notes.delete(key));

// `instead`: the key of the note that this one takes the place of, in the same moment
export const keep = (note, instead) =>
  within("readwrite", (notes) => {
    if (instead) notes.delete(instead);
    return notes.add(note);
  });

export const noteWriter = async (writer) => (await caches.open(NAME)).put(WRITER, new Response(writer));

export async function writer() {
  const found = await caches.match(WRITER, { cacheName: NAME });
  return found ? found.text() : "";
}
