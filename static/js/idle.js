// Before the server ends an idle session: warn one minute ahead, tell it that somebody is typing,
// keep what was typed (in this tab only, never passwords or files) and fill it in again after the
// next sign-in. Optional: khuyencong/accounts/idle.py ends the session and says so without it.
"use strict";

(() => {
  const settings = document.currentScript.dataset;
  const KEPT = "typed";
  const CONTACT = "last-contact"; // shared by the tabs: work in one keeps all signed in
  const WARN_BEFORE = 60_000;
  const TELL_EVERY = 30_000;
  const ROUNDING = 5_000; // the server writes the time down so seldom
  const NEVER_KEPT = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);
  const VERSION = "_version"; // what was seen: a record saved meanwhile by another is not overwritten
  const page = location.pathname + location.search;

  // --- Storage, which may be shut ---------------------------------------------------------------

  const read = (store, name) => {
    try { return JSON.parse(window[store].getItem(name)); } catch { return null; }
  };
  const write = (store, name, value) => {
    try { window[store].setItem(name, JSON.stringify(value)); } catch { return; }
  };
  const forget = () => {
    try { sessionStorage.removeItem(KEPT); } catch { return; }
  };

  // --- What was typed ---------------------------------------------------------------------------

  const forms = () => [...document.querySelectorAll("#content form")].filter((form) => form.method === "post");
  const isKept = (box) => box.name && (box.name === VERSION || !NEVER_KEPT.has(box.type));
  const isAdded = (box) => box.name.endsWith("-TOTAL_FORMS");
  const chosen = (box) => [...box.selectedOptions].map((option) => [option.value, option.text]);

  const valueOf = (box) => {
    if (box.type === "checkbox" || box.type === "radio") return [box.name, "check", box.value, box.checked];
    if (box.options) return [box.name, "choice", chosen(box)];
    return [box.name, isAdded(box) ? "rows" : "text", box.value];
  };

  const typed = () => forms().map((form) => [...form.elements].filter((box) => isKept(box) || (box.name && isAdded(box))).map(valueOf));

  let untouched = "";

  const keep = (state) => {
    const now = typed();
    if (JSON.stringify(now) !== untouched) write("sessionStorage", KEPT, { page, state, user: settings.user, forms: now });
  };

  // --- Filling it in again ----------------------------------------------------------------------

  const boxOf = (form, [name, kind, value]) => {
    const boxes = [...form.elements].filter((box) => box.name === name);
    return kind === "check" ? boxes.find((box) => box.value === value) : boxes[0];
  };

  const choose = (box, options) => {
    for (const [value, text] of options) {
      if (![...box.options].some((option) => option.value === value)) box.add(new Option(text, value));
    }
    const values = new Set(options.map(([value]) => value));
    for (const option of box.options) option.selected = values.has(option.value);
  };

  const fill = (box, field) => {
    const [, kind, value, isChecked] = field;
    if (JSON.stringify(valueOf(box)) === JSON.stringify(field)) return;
    if (kind === "check") box.checked = isChecked;
    else if (kind === "choice") choose(box, value);
    else box.value = value;
    if (window.django?.jQuery) django.jQuery(box).trigger("change");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const addRows = (form, [name, , count]) => {
    const prefix = name.replace(/-TOTAL_FORMS$/, "");
    const more = form.querySelector(`#${CSS.escape(prefix)}-group .add-row a, #${CSS.escape(prefix)}-group a.addlink`);
    for (let have = Number(boxOf(form, [name])?.value); more && have < Number(count); have += 1) more.click();
  };

  // Some boxes come from the server after a choice above them, and may be replaced once more: for
  // some seconds every box that is new is filled, and none that was filled before.
  const fillAll = (form, fields, filled = new Map(), tries = 40) => {
    for (const field of fields) {
      const box = boxOf(form, field);
      const key = JSON.stringify(field.slice(0, field[1] === "check" ? 3 : 1));
      if (!box || filled.get(key) === box) continue;
      filled.set(key, box);
      fill(box, field);
    }
    if (tries) setTimeout(() => fillAll(form, fields, filled, tries - 1), 250);
  };

  const restore = (kept) => {
    const shown = forms();
    kept.forms.forEach((fields, index) => {
      if (!shown[index]) return;
      fields.filter(([, kind]) => kind === "rows").forEach((field) => addRows(shown[index], field));
      fillAll(shown[index], fields.filter(([, kind]) => kind !== "rows"));
    });
    const said = bar("restored", "Đã điền lại những gì bạn gõ trước khi hết phiên. Chưa lưu: hãy xem lại rồi lưu.");
    button(said, "Bỏ phần điền lại", () => { leaveFreely(); location.reload(); });
    button(said, "Đã xem", () => { said.remove(); });
  };

  // --- The bar ----------------------------------------------------------------------------------

  const bar = (kind, text) => {
    document.querySelector(".idle")?.remove();
    const box = document.createElement("div");
    const words = document.createElement("p");
    box.className = `idle ${kind}`;
    box.setAttribute("role", kind === "restored" ? "status" : "alert");
    words.textContent = text;
    box.append(words);
    document.body.append(box);
    return box;
  };

  const button = (box, text, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", action);
    box.append(made);
  };

  // The entry screen asks before it is left; here what was typed is kept, or given up on purpose.
  const leaveFreely = () => {
    window.addEventListener("beforeunload", (event) => { event.stopImmediatePropagation(); }, true);
  };

  // --- The clock --------------------------------------------------------------------------------

  const limit = () => Number(settings.seconds) * 1000 - ROUNDING;
  const contact = () => Math.max(read("localStorage", CONTACT) ?? 0, loaded);
  const loaded = Date.now();
  let told = loaded;
  let isWaiting = false;
  let stage = "";

  const tell = async () => {
    told = Date.now();
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const answer = await fetch(settings.keep, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.status === 204) write("localStorage", CONTACT, told);
    else if (answer) end();
    tick();
  };

  const working = () => {
    if (stage === "ended" || isWaiting) return;
    isWaiting = true;
    setTimeout(() => { isWaiting = false; tell(); }, Math.max(0, told + TELL_EVERY - Date.now()));
  };

  const warn = () => {
    stage = "warned";
    const said = bar("warn", "Sắp đăng xuất vì không có thao tác. Còn chưa đầy một phút.");
    button(said, "Làm việc tiếp", tell);
  };

  const end = () => {
    if (stage === "ended") return;
    stage = "ended";
    keep("ended");
    const said = bar("ended", "Phiên làm việc đã hết. Phần đã gõ chưa lưu, được giữ ở trình duyệt này để điền lại.");
    const link = document.createElement("a");
    link.href = `${settings.signIn}?${new URLSearchParams({ next: page, "het-phien": "doc" })}`;
    link.textContent = "Đăng nhập lại";
    said.append(link);
    leaveFreely();
  };

  const tick = () => {
    if (stage === "ended") return;
    const left = contact() + limit() - Date.now();
    if (left <= 0) end();
    else if (left <= WARN_BEFORE && !stage) warn();
    else if (left > WARN_BEFORE && stage) {
      stage = "";
      document.querySelector(".idle")?.remove();
    }
  };

  // --- The page ---------------------------------------------------------------------------------

  // The admin's own scripts add their buttons and boxes first, a moment after the page has loaded.
  const afterTheAdmin = (action) => {
    if (window.django?.jQuery) django.jQuery(() => setTimeout(action));
    else action();
  };

  const startSignedIn = () => {
    const kept = read("sessionStorage", KEPT);
    write("localStorage", CONTACT, loaded);
    forget();
    afterTheAdmin(() => {
      untouched = JSON.stringify(typed());
      if (kept?.state === "ended" && kept.page === page && kept.user === settings.user) restore(kept);
    });
    // A form that is sent is kept until the next page shows that the server took it.
    document.addEventListener("submit", (event) => {
      const address = event.submitter?.getAttribute("formaction") ?? event.target.getAttribute("action") ?? "";
      if (address.includes("dang-xuat")) forget();
      else if (forms().includes(event.target)) keep("sent");
    });
    ["input", "keydown", "pointerdown"].forEach((name) => document.addEventListener(name, working));
    setInterval(tick, 1000);
  };

  const startSignedOut = () => {
    const kept = read("sessionStorage", KEPT);
    if (kept) write("sessionStorage", KEPT, { ...kept, state: "ended" });
  };

  window.addEventListener("load", settings.ended ? startSignedOut : startSignedIn);
})();
