//! Files of a matter: what they are for, which kinds are taken, and a name that can do no harm.

use crate::text_enum;

text_enum! {
    /// What a file is for.
    pub enum AttachmentPurpose {
        Evidence = "evidence" ("证据材料", "Evidence"),
        Identity = "identity" ("身份证明", "Proof of identity"),
        Authority = "authority" ("授权委托书", "Power of attorney"),
        SignedPage = "signed_page" ("签署页", "Signed page"),
        Proof = "proof" ("履行凭证", "Proof of fulfilment"),
        Letter = "letter" ("函件", "Letter"),
        Paper = "paper" ("文书", "Paper"),
        Other = "other" ("其他", "Other"),
    }
}

text_enum! {
    /// The kinds of file that are taken. A file is what its content says, whatever it calls itself.
    pub enum FileKind {
        Jpeg = "image/jpeg" ("照片（JPG）", "Photo (JPG)"),
        Png = "image/png" ("图片（PNG）", "Picture (PNG)"),
        Pdf = "application/pdf" ("PDF 文件", "PDF"),
        /// Only as an edited paper, read and judged before it is kept.
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document" ("文字文档（DOCX）", "Document (DOCX)"),
    }
}

impl FileKind {
    /// The endings a name of this kind may have; the first is given to names that have none of them.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            FileKind::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            FileKind::Png => &["png"],
            FileKind::Pdf => &["pdf"],
            FileKind::Docx => &["docx"],
        }
    }

    pub const fn ending(self) -> &'static str {
        self.endings()[0]
    }

    /// The kind whose first bytes these are. Never a DOCX: what it is, its first bytes do not say.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(FileKind::Jpeg),
            b if b.starts_with(PNG) => Some(FileKind::Png),
            b if b.starts_with(b"%PDF-") => Some(FileKind::Pdf),
            _ => None,
        }
    }
}

/// Longest name kept, in characters.
pub const MAX_NAME: usize = 120;

/// What a file is called from now on: no folders, nothing invisible, an ending that fits its kind.
pub fn clean_name(typed: &str, kind: FileKind) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let shown = shown.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let (stem, ending) = match shown.rsplit_once('.') {
        Some((stem, ending)) if kind.endings().contains(&ending.to_lowercase().as_str()) => (stem, ending),
        _ => (shown, kind.ending()),
    };
    let room = MAX_NAME - ending.chars().count() - 1;
    let stem: String = stem.chars().take(room).collect();
    match stem.trim() {
        "" => format!("附件.{ending}"),
        stem => format!("{stem}.{ending}"),
    }
}

/// Control characters, and those that make a name read otherwise than it is: direction marks, zero widths.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_loses_its_path_and_what_cannot_be_seen() {
        for (typed, kept) in [
            ("收条.jpg", "收条.jpg"),
            ("IMG_0001.JPEG", "IMG_0001.JPEG"),
            ("../../etc/passwd.jpg", "passwd.jpg"),
            ("C:\\Users\\wu\\收条.jpg", "收条.jpg"),
            ("..", "附件.jpg"),
            ("", "附件.jpg"),
            (".jpg", "jpg.jpg"),
            ("a\u{0}b\nc.jpg", "abc.jpg"),
            ("gpj\u{202E}exe.jpg", "gpjexe.jpg"),
            ("setup.exe", "setup.exe.jpg"),
        ] {
            assert_eq!(clean_name(typed, FileKind::Jpeg), kept, "{typed:?}");
        }
        let long = clean_name(&"长".repeat(500), FileKind::Pdf);
        assert!(long.chars().count() == MAX_NAME && long.ends_with("长.pdf"));
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\n\0\0"), Some(FileKind::Png));
        assert_eq!(FileKind::of(&[0xFF, 0xD8, 0xFF, 0xE0]), Some(FileKind::Jpeg));
        assert_eq!(FileKind::of(b"%PDF-1.7"), Some(FileKind::Pdf));
        for other in [&b"MZ\x90\0"[..], b"", b"<html>%PDF-1.7", b"\x89PNG", b"GIF89a", b"<svg"] {
            assert_eq!(FileKind::of(other), None);
        }
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_harmless_one(typed in "\\PC{0,200}|[./\\\\\u{0}-\u{1f}a-z]{0,40}") {
            for kind in FileKind::ALL {
                let name = clean_name(&typed, *kind);
                prop_assert!(name.chars().count() <= MAX_NAME);
                prop_assert!(!name.contains(['/', '\\']) && !name.starts_with('.') && !name.chars().any(char::is_control));
                let lower = name.to_lowercase();
                let ends = kind.endings().iter().any(|ending| lower.ends_with(&format!(".{ending}")));
                prop_assert!(ends);
            }
        }
    }
}
