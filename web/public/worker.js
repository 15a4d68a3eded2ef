// The web worker: the same module as the page, so there is no second download and no
// version skew. The page starts it with absolute addresses taken from boot.js's tag:
//
//   new Worker(`worker.js?js=${encodeURIComponent(js)}&wasm=${encodeURIComponent(wasm)}`, { type: "module" })
//
// Hand-over: Rust's `main` finds no window, sets its `onmessage`, then posts
// {type: "Ready"}. A message sent before Ready may be lost, so the page waits for it.
// If the module cannot be loaded, {type: "BootFailed", message} is posted instead.

const parameters = new URL(self.location.href).searchParams;

// A page's policy does not reach a worker, so only our own files may be named here.
const own = (name) => {
  const address = new URL(parameters.get(name) ?? "", self.location.href);
  if (address.origin !== self.location.origin) {
    throw new Error(`${name} is not from this site: ${address}`);
  }
  return address.href;
};

try {
  const module = await import(own("js"));
  await module.default({ module_or_path: own("wasm") });
} catch (error) {
  self.postMessage({ type: "BootFailed", message: `${error}` });
  throw error;
}
