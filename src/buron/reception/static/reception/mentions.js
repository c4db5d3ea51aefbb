// "@" and the beginning of a name: the colleagues are proposed, arrows and Enter choose. Without this script the name is typed.
const people = JSON.parse(document.getElementById("colleagues")?.textContent ?? "[]");
const MOST = 6;
const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
let number = 0;

function start(area) {
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = `mentions-${++number}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  area.after(list);
  area.setAttribute("role", "combobox");
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-expanded", "false");
  let at = 0;

  const begun = () => /@([^@\n]{0,40})$/.exec(area.value.slice(0, area.selectionStart));

  function close() {
    list.hidden = true;
    area.setAttribute("aria-expanded", "false");
    area.removeAttribute("aria-activedescendant");
  }

  function draw() {
    const found = begun();
    const names = found ? people.filter((name) => fold(name).split(" ").some((part, rank, all) => all.slice(rank).join(" ").startsWith(fold(found[1])))).slice(0, MOST) : [];
    if (!names.length || (names.length === 1 && found[1] === names[0])) return close();
    at = Math.min(at, names.length - 1);
    list.replaceChildren(...names.map((name, rank) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${rank}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(rank === at));
      line.textContent = name;
      line.addEventListener("mousedown", (event) => { event.preventDefault(); choose(name); });
      return line;
    }));
    list.hidden = false;
    area.setAttribute("aria-expanded", "true");
    area.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }

  function choose(name) {
    const found = begun();
    const start = area.selectionStart - found[1].length;
    area.setRangeText(`${name} `, start, area.selectionStart, "end");
    at = 0;
    close();
  }

  area.addEventListener("input", () => { at = 0; draw(); });
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + list.children.length) % list.children.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") choose(list.children[at].textContent);
    else if (event.key === "Escape") { event.stopPropagation(); close(); }
    else return;
    event.preventDefault();
  });
}

for (const area of document.querySelectorAll("[data-mentions]")) start(area);
