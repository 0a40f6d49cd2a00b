import { render } from "preact";
import { App } from "./App";
import { armStop } from "./shared/stop";
import "./style.css";

// The stop first: it must work whatever becomes of the rest.
armStop();
const place = document.getElementById("app")!;
place.replaceChildren();
render(<App />, place);
