#![no_main]

#[path = "../readers/template.rs"]
mod reader;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    reader::read(bytes);
});
