// Starts the application. There is no inline script (the content security policy
// forbids it), so the build writes the names of the hashed modules into this script's tag:
//
//   <script type="module" src="./boot.js" data-js="./cowpath-app-….js" data-wasm="./cowpath-app-…_bg.wasm"
//     data-worker-js="./cowpath-worker-….js" data-worker-wasm="./cowpath-worker-…_bg.wasm">
//
// Hand-over: the module's default function fetches and compiles the wasm file and then
// calls Rust's `main`. `<html data-app>` tells how far that came: absent, "started" once
// `main` has returned, "failed" with a message in <body>. The <p id="boot"> of index.html
// is removed either way. To start a worker, the page reads the other two attributes
// (see worker.js); nothing of it is fetched before that.

const tag = document.querySelector("script[data-js][data-wasm]");
const address = (name) => new URL(tag.dataset[name], document.baseURI).href;

try {
  const module = await import(address("js"));
  await module.default({ module_or_path: address("wasm") });
  document.getElementById("boot")?.remove();
  document.documentElement.dataset.app = "started";
} catch (error) {
  document.getElementById("boot")?.remove();
  document.documentElement.dataset.app = "failed";
  // A panic inside the application shows its own page, which keeps the log.
  if (!document.querySelector("[data-panic]")) {
    const box = document.createElement("main");
    box.className = "boot-failure";
    box.setAttribute("role", "alert");
    const paragraph = (text) => {
      const p = document.createElement("p");
      p.textContent = text;
      box.append(p);
    };
    paragraph("Cowpath could not start.");
    paragraph(`${error}`);
    paragraph("Reload the page; if the browser is old, a newer one may help.");
    document.body.prepend(box);
  }
  throw error;
}
