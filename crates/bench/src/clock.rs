//! The one clock, native and in a page.

/// Nanoseconds since some moment of this run.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn now_ns() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as f64
}

/// Nanoseconds since the page was opened, as fine as the browser tells.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now_ns() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or(0.0, |clock| clock.now() * 1e6)
}
