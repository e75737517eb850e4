#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::display_code::run(data));
