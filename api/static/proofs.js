// Checks receipts and checkpoints in this browser alone: with WebCrypto, from docs/ledger.md, and with no question to the
// server. What it says follows from the files and the key that the reader brought.
"use strict";

(() => {
  const EVENTS = 0x01;
  const text = new TextEncoder();
  const form = document.getElementById("prove");
  const told = document.getElementById("esito");

  class Refused extends Error {}
  const refuse = (why) => {
    throw new Refused(why);
  };

  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
  const leafHash = (entry) => sha256([0], entry);
  const nodeHash = (left, right) => sha256([1], left, right);
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const bytes = (base64) => {
    try {
      return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    } catch {
      return refuse("il file contiene base 64 non valida");
    }
  };
  const number = (written) => {
    const value = Number(written);
    return Number.isSafeInteger(value) && 0 <= value && String(value) === written
      ? value
      : refuse(`«${written}» non è un numero`);
  };

  // A key: name+hash+base64.
  async function readKey(written) {
    const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(written.trim());
    if (!match) refuse("la chiave pubblica non si legge");
    const key = bytes(match[3]);
    if (key.length !== 33 || key[0] !== 1) refuse("la chiave non è Ed25519");
    const hash = (await keyHash(match[1], key)).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "");
    if (hash !== match[2]) refuse("la chiave pubblica non è intera");
    return { school: match[1], key };
  }
  const keyHash = async (name, key) => (await sha256(text.encode(`${name}\n`), key)).slice(0, 4);

  // A checkpoint: its text is signed by the school's key under the name of the shard.
  async function readCheckpoint(note, { school, key }) {
    const at = note.lastIndexOf("\n\n");
    if (at < 0 || !note.endsWith("\n")) refuse("non è un checkpoint firmato");
    const signed = note.slice(0, at + 1);
    const [origin, size, root] = signed.split("\n");
    const year = origin.startsWith(`${school}/`) ? origin.slice(school.length + 1) : "";
    if (!/^\d{4}$/.test(year)) refuse(`il checkpoint è di un altro libro mastro (${origin}), non di ${school}`);
    const hash = await keyHash(origin, key);
    const imported = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
    for (const line of note.slice(at + 2).split("\n")) {
      const [dash, name, encoded] = line.split(" ");
      if (dash !== "\u2014" || name !== origin) continue;
      const signature = bytes(encoded);
      if (!same(signature.slice(0, 4), hash)) continue;
      if (await crypto.subtle.verify("Ed25519", imported, signature.slice(4), text.encode(signed))) {
        const checkpoint = { origin, year, size: number(size), root: bytes(root) };
        return checkpoint.root.length === 32 ? checkpoint : refuse("la radice non ha 32 byte");
      }
    }
    return refuse("la firma della scuola manca o non è valida");
  }

  // Where a proof of inclusion leads. Numbers are halved by division: a shift would cut them at 32 bits.
  async function climb(leaf, index, size, proof) {
    if (size <= index) refuse("la riga è oltre la fine del registro firmato");
    let [at, edge, hash, used] = [index, size - 1, leaf, 0];
    for (; edge !== 0; at = Math.floor(at / 2), edge = Math.floor(edge / 2)) {
      if (at % 2 === 1 || at !== edge) {
        const sibling = proof[used++] ?? refuse("la prova è troppo corta");
        hash = at % 2 === 1 ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
      }
    }
    return used === proof.length ? hash : refuse("la prova è troppo lunga");
  }

  // Position and kind of a record.
  function readRecord(entry) {
    let at = 0;
    const byte = () => entry[at++] ?? refuse("l'evento è troncato");
    const count = () => {
      let [value, scale] = [0, 1];
      for (;;) {
        const next = byte();
        value += (next & 0x7f) * scale;
        if (next < 0x80) return value;
        scale *= 128;
      }
    };
    const taken = () => {
      const length = count();
      const part = entry.slice(at, at + length);
      at += length;
      return part.length === length ? part : refuse("l'evento è troncato");
    };
    const said = () => new TextDecoder("utf-8", { fatal: true }).decode(taken());
    if (byte() !== EVENTS) refuse("la riga non è un evento");
    taken(); // The school.
    const position = count();
    taken(); // The event's id.
    const stream = said();
    const version = count();
    return { position, stream, version, kind: said() };
  }

  async function checkReceipt(receipt, key) {
    const at = receipt.indexOf("\n\n");
    const [format, extra, index, ...proof] = receipt.slice(0, Math.max(at, 0)).split("\n");
    const whole = format === "c2sp.org/tlog-proof@v1" && extra?.startsWith("extra ") && index?.startsWith("index ");
    if (!whole) refuse("non è una ricevuta di questo registro");
    const checkpoint = await readCheckpoint(receipt.slice(at + 2), key);
    const entry = bytes(extra.slice(6));
    const row = number(index.slice(6));
    const leaf = await leafHash(entry);
    const root = await climb(leaf, row, checkpoint.size, proof.map(bytes));
    if (!same(root, checkpoint.root)) refuse("la prova non porta alla radice firmata: l'evento non è quello registrato");
    const record = readRecord(entry);
    return [
      `L'evento ${record.position} (${record.kind}, codice breve ${shortCode(leaf)}) è nel registro firmato: riga ${row} di ${checkpoint.size} in ${checkpoint.origin}.`,
      "Non è provato che fosse vero quando fu scritto, né che esista una sola storia: per questo serve un testimone.",
    ];
  }

  async function compare(notes, key) {
    const [one, other] = (await Promise.all(notes.map((note) => readCheckpoint(note, key)))).sort(
      (a, b) => a.size - b.size,
    );
    if (one.year !== other.year) {
      return ["Le due firme sono valide, di anni scolastici diversi: per il legame fra gli anni serve registro verify."];
    }
    if (one.size < other.size) {
      return [
        `Le due firme sono valide: ${one.size} e poi ${other.size} righe.`,
        "Che la seconda continui la prima non si vede dalle sole firme: lo prova registro verify, con la copia o con i tasselli.",
      ];
    }
    if (!same(one.root, other.root)) {
      refuse("la scuola ha firmato due storie diverse della stessa lunghezza: è una biforcazione");
    }
    return [`I due checkpoint firmano la stessa storia di ${one.size} righe.`];
  }

  function shortCode(leaf) {
    const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const bits = Array.from(leaf.slice(0, 10), (byte) => byte.toString(2).padStart(8, "0")).join("");
    const code = Array.from({ length: 16 }, (_, at) => letters[parseInt(bits.slice(5 * at, 5 * at + 5), 2)]).join("");
    return code.match(/.{4}/g).join("-");
  }

  function tell(title, lines, good) {
    told.replaceChildren();
    const heading = document.createElement("h2");
    heading.textContent = title;
    told.append(heading);
    for (const line of lines) {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      told.append(paragraph);
    }
    told.dataset.good = String(good);
    told.hidden = false;
    told.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.hidden = true; // What was told of other files is not told of these.
    try {
      const key = await readKey(form.elements.key.value);
      const files = await Promise.all(Array.from(form.elements.files.files, (file) => file.text()));
      let lines;
      if (files.length === 1 && files[0].startsWith("c2sp.org/tlog-proof@v1\n")) {
        lines = await checkReceipt(files[0], key);
      } else if (files.length === 2) {
        lines = await compare(files, key);
      } else {
        refuse("serve una ricevuta, oppure due checkpoint");
      }
      tell("Verificato in questo browser", lines, true);
    } catch (error) {
      const why = error instanceof Refused ? error.message : `il browser non riesce a verificare (${error.message})`;
      tell("Non verificato", [`${why}.`], false);
    }
  });
})();
