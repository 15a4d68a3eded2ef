// The web worker. Its module is not the page's: it is fetched when a trace is opened, by a
// name with its hash, so that it is the one that was built with the page. The page starts
// it with absolute addresses taken from boot.js's tag:
//
//   new Worker(`worker.js?js=${encodeURIComponent(js)}&wasm=${encodeURIComponent(wasm)}`, { type: "module" })
//
// Hand-over: Rust's `main` sets its `onmessage`, then posts
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
