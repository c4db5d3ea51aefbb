// What the desk brings once it is usable: the work without network, ideas, every origin, the two forms beside.
import { Ideas } from "./ideas.js";
import "./mentions.js";
import { DeskOffline, register, told } from "./offline/desk_offline.js";
import { names } from "./origin_names.js";
import { Origins } from "./origins.js";
import { startTeam } from "./team.js";

const toTally = ({ id }) => {
  location.assign(`${told.addresses.tally}#${id}`);
  return true;
};

export function bring({ token, onSay, onCorrect, onOrigin }) {
  const corrections = { act: onCorrect, unmet: (entry) => team.unmet(entry), note: (entry) => team.note(entry), tally: toTally };
  const offline = new DeskOffline({ token, onSay, corrections });
  const team = startTeam(offline);
  new Ideas(offline);
  const origins = new Origins(document.getElementById("origin-other"), document.getElementById("origin-list"), names, onOrigin);
  register();
  return { offline, origins };
}
