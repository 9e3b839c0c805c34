#![no_main]

#[path = "../readers/pdf.rs"]
mod reader;

// A reader that panics is caught by ours, which then refuses the file: that is no fault. Whatever cannot be caught is one.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| {
    reader::read(bytes);
});
