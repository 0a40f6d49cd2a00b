import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// Everything is local: no font, script or picture comes from elsewhere. Where the build goes, the project file says.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  build: {
    outDir: process.env.CONSOLE_OUT ?? "../../artifacts/console",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  worker: { format: "es" },
});
