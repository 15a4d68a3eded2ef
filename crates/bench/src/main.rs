//! The rows from the command line: `cargo run --release -p cowpath-bench -- ROW…`.
//! Compiled for wasm32, the module of a page that measures a row when it is told to.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
}
