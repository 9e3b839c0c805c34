//! The seeds of the fuzz targets whose readers lie in this crate (`fuzz/README.md`).

#[path = "../../../fuzz/readers/docx.rs"]
mod docx;
#[path = "../../../fuzz/readers/pdf.rs"]
mod pdf;
#[path = "../../../fuzz/readers/picture.rs"]
mod picture;
#[path = "../../../fuzz/readers/seeds.rs"]
mod seeds;
#[path = "../../../fuzz/readers/template.rs"]
mod template;

#[test]
fn docx_seeds_are_read() {
    seeds::replay("docx", docx::read);
}

#[test]
fn pdf_seeds_are_read() {
    seeds::replay("pdf", pdf::read);
}

#[test]
fn picture_seeds_are_read() {
    seeds::replay("picture", picture::read);
}

#[test]
fn template_seeds_are_read() {
    seeds::replay("template", template::read);
}
