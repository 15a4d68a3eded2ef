//! Nothing but a place for the tests that span crates: `browser/` mounts the application
//! in a headless browser, `dist/` drives the built site,
//! `bench/` drives the benchmark's page.
