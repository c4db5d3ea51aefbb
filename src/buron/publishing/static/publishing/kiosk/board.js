// A keyboard on the screen: a terminal has no other. Keys are wide enough for a finger, and in the order people know.

import { h } from "./parts.js";

const ROWS = { fr: ["azertyuiop", "qsdfghjklm", "wxcvbn’-"], de: ["qwertzuiop", "asdfghjkl", "yxcvbnm-"] };
const USUAL = ["qwertyuiop", "asdfghjkl", "zxcvbnm’-"];

export function board({ language, words, onKey }) {
  const key = (label, value, kind = "") => h("button", { type: "button", class: `key ${kind}`, "data-key": value, onclick: () => onKey(value) }, label);
  const rows = (ROWS[language] ?? USUAL).map((row) => h("div", { class: "board__row" }, ...[...row].map((letter) => key(letter.toUpperCase(), letter))));
  const last = h("div", { class: "board__row" }, key(words("space"), " ", "key--space"), key(words("erase"), "back", "key--wide"));
  return h("div", { class: "board", role: "group", "aria-label": words("type") }, ...rows, last);
}

export function typed(text, value, longest = 60) {
  if (value === "back") return text.slice(0, -1);
  return text.length < longest ? text + value : text;
}
