// Gives the beat of signs of life. A worker's timers go on while the tab is in the background; the page answers each beat itself, so that
// a page that hangs gives no sign of life.
const periodMs = 100;
setInterval(() => postMessage(0), periodMs);
