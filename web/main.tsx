import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./chart/theme.css";
import "./chart/chart.css";
import "./ui/page/base.css";
import "./ui/page/layout.css";
import "./ui/charts/panels.css";
import "./ui/table/table.css";
import "./ui/page/print.css";
import { installOffline, removeOffline } from "./offline/install.ts";
import { App } from "./ui/App.tsx";
import { Boundary } from "./ui/page/Boundary.tsx";
import { applyTheme, storedTheme } from "./ui/page/theme-choice.ts";
import { showToast } from "./ui/page/toasts.ts";
import { servedFor } from "./worker/served.ts";

if (servedFor() === null) {
  installOffline((load) => showToast("A newer kvmscope is ready", { label: "Load it", run: load }));
} else removeOffline();
applyTheme(storedTheme());
const root = document.getElementById("root");
if (root === null) throw new Error("Cannot start: the page has no root element");
createRoot(root).render(
  <StrictMode>
    <Boundary what="the page">
      <App />
    </Boundary>
  </StrictMode>,
);
