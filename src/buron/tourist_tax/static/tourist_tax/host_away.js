// In the place of a page that needs the network: to the kept page when there is one; once its time is over, it is forgotten.

import { isKept, wipe } from "./host_store.js";

const { which, kept } = document.querySelector("[data-host-away]").dataset;
if (which === "ferme") wipe({ all: false });
else if (await isKept(kept)) location.replace(kept);
