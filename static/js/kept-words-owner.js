// On every page of an account: what another one left unsent on this machine goes, and one's own when one signs out.
import { forgetAll, forgetOthers } from "./kept-words.js";

forgetOthers();
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-signs-out]")) forgetAll();
});
