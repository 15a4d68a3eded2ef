// `measure(row, plan, traceName)` gives the rows as lines of JSON. Each row is
// measured in a page of its own: a module never gives memory back.
import init, { run } from "./bench.js";

await init({ module_or_path: "bench_bg.wasm" });
const trace = new Uint8Array(await (await fetch("trace")).arrayBuffer());
window.measure = (row, plan, traceName) => run(row, plan, traceName, trace);
document.documentElement.dataset.app = "started";
