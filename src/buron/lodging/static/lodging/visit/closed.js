// The page that stands in the tablet's place once nobody signed in for long: what has left already is forgotten.
import { forget } from "../../kernel/js/later/forget.js";

await forget();
document.documentElement.dataset.forgotten = "true";
