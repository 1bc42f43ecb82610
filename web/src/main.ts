import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/buttons.css";
import "./styles/fields.css";
import "./styles/controls.css";
import "./styles/states.css";
import "./styles/feedback.css";
import "./styles/preferences.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { drops } from "./lib/drops.svelte";
import { router } from "./lib/router.svelte";
import { unsaved } from "./lib/unsaved.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

// A style sheet that could not be loaded would be taken for loaded when its part of the page is asked for again.
addEventListener("error", ({ target: failed }) => failed instanceof HTMLLinkElement && failed.remove(), true);

router.start();
drops.start();
unsaved.start();
mount(App, { target });
