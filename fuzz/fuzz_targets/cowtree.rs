#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cowpath_fuzz::cowtree::run(bytes));
