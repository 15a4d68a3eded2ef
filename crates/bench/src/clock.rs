//! The one clock, native and in a page.

#[cfg(not(target_arch = "wasm32"))]
pub use native::count_processor_time;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::now_ns;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Instant;

    static PROCESSOR_TIME: AtomicBool = AtomicBool::new(false);

    /// From now on only the time that this thread has a processor counts: for a
    /// machine that others keep busy. Where the system cannot tell, nothing changes.
    pub fn count_processor_time() {
        PROCESSOR_TIME.store(cfg!(unix), Ordering::Relaxed);
    }

    /// Nanoseconds since some moment of this run.
    pub(crate) fn now_ns() -> f64 {
        static START: OnceLock<Instant> = OnceLock::new();
        #[cfg(unix)]
        if PROCESSOR_TIME.load(Ordering::Relaxed) {
            let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
            return time.tv_sec as f64 * 1e9 + time.tv_nsec as f64;
        }
        START.get_or_init(Instant::now).elapsed().as_nanos() as f64
    }
}

/// Nanoseconds since the page was opened, as fine as the browser tells.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now_ns() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or(0.0, |clock| clock.now() * 1e6)
}
