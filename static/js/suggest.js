// Suggestions beneath a search box, a combobox with a listbox as ARIA describes it. Optional: the
// box sends its form without it. Arrow keys choose, Enter opens what is chosen, Escape closes.
"use strict";

(() => {
  const WAIT = 150;
  const SHORTEST = 2;

  class Suggestions {
    constructor(box) {
      this.box = box;
      this.list = document.createElement("ul");
      this.said = document.createElement("span");
      this.chosen = -1;
      this.items = [];
      this.prepare();
    }

    prepare() {
      const { box, list, said } = this;
      Object.assign(list, { id: `${box.id}-goi-y`, className: "suggested", hidden: true });
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", "Gợi ý");
      said.className = "vh";
      said.setAttribute("role", "status");
      const about = {
        role: "combobox",
        "aria-autocomplete": "list",
        "aria-controls": list.id,
        "aria-expanded": "false",
      };
      Object.entries(about).forEach(([name, value]) => box.setAttribute(name, value));
      box.parentElement.append(list, said);
      box.addEventListener("input", () => this.later());
      box.addEventListener("keydown", (event) => this.key(event));
      box.addEventListener("blur", () => this.close());
      // The box must keep the focus, or the list would be gone before the click.
      list.addEventListener("mousedown", (event) => event.preventDefault());
      list.addEventListener("click", (event) => {
        const line = event.target.closest("[role=option]");
        if (line) this.open([...list.children].indexOf(line));
      });
    }

    later() {
      clearTimeout(this.timer);
      this.asking?.abort();
      const text = this.box.value.trim();
      if (text.length < SHORTEST) {
        this.close();
        return;
      }
      this.timer = setTimeout(() => this.ask(text), WAIT);
    }

    async ask(text) {
      const asking = new AbortController();
      this.asking = asking;
      const url = `${this.box.dataset.suggest}?q=${encodeURIComponent(text)}`;
      try {
        const answer = await fetch(url, { signal: asking.signal });
        if (answer.ok) this.show((await answer.json()).items);
      } catch {
        // Offline: the form still works. What was given up has nothing to close any more.
        if (!asking.signal.aborted) this.close();
      }
    }

    show(items) {
      this.items = items;
      this.list.replaceChildren(...items.map((item, place) => this.line(item, place)));
      const isOpen = items.length > 0 && document.activeElement === this.box;
      this.list.hidden = !isOpen;
      this.box.setAttribute("aria-expanded", String(isOpen));
      this.choose(-1);
      this.said.textContent = isOpen ? `${items.length} gợi ý` : "";
    }

    line(item, place) {
      const line = document.createElement("li");
      const kind = document.createElement("small");
      line.id = `${this.list.id}-${place}`;
      line.setAttribute("role", "option");
      line.append(item.title, " ", kind);
      kind.textContent = item.kind;
      return line;
    }

    choose(place) {
      this.chosen = place;
      [...this.list.children].forEach((line, at) => {
        line.setAttribute("aria-selected", String(at === place));
        if (at === place) line.scrollIntoView({ block: "nearest" });
      });
      if (place < 0) this.box.removeAttribute("aria-activedescendant");
      else this.box.setAttribute("aria-activedescendant", `${this.list.id}-${place}`);
    }

    key(event) {
      const last = this.items.length - 1;
      if (this.list.hidden || event.isComposing) return;
      if (event.key === "ArrowDown") this.choose(this.chosen < last ? this.chosen + 1 : -1);
      else if (event.key === "ArrowUp") this.choose(this.chosen < 0 ? last : this.chosen - 1);
      else if (event.key === "Enter" && this.chosen >= 0) this.open(this.chosen);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
    }

    open(place) {
      window.location.assign(this.items[place].url);
    }

    close() {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.list.hidden = true;
      this.box.setAttribute("aria-expanded", "false");
      this.choose(-1);
    }
  }

  document.querySelectorAll("input[data-suggest]").forEach((box) => new Suggestions(box));
})();
