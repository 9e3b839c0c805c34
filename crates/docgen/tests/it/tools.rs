//! Printing and reading back. A missing tool is a failure, never a skip.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use bandeng_docgen::*;

pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts = Fonts::load(&[]);
    fonts.check().expect("fonts-noto-cjk must be installed");
    fonts
});

pub(crate) fn form(code: &str) -> &'static Form {
    Form::by_code(code).unwrap_or_else(|| panic!("no form {code}"))
}

pub(crate) fn print(code: &str, data: &PaperData) -> Pdf {
    render(form(code), data, &FONTS).unwrap_or_else(|e| panic!("{code}: {e}"))
}

/// The words of a PDF, without any space: where a line breaks is the designer's business, not the test's.
pub(crate) fn words(pdf: &Pdf) -> String {
    lines(pdf).chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// The text as `pdftotext -layout` reads it.
pub(crate) fn lines(pdf: &Pdf) -> String {
    // Tests run side by side and may print the same paper: each reading has a file of its own.
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("reading-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = keep(pdf, &name);
    let out = Command::new("pdftotext")
        .arg("-layout")
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext (poppler-utils) must be installed");
    assert!(out.status.success(), "pdftotext: {}", String::from_utf8_lossy(&out.stderr));
    std::fs::remove_file(path).expect("removed");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// Leaves the paper in the target folder, for people to look at.
pub(crate) fn keep(pdf: &Pdf, name: &str) -> PathBuf {
    keep_as(&pdf.bytes, &format!("{name}.pdf"))
}

pub(crate) fn keep_as(bytes: &[u8], name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}
