//! Answers that are files: names for the browser, and headers that keep a file a file.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use bandeng_core::matters::FileKind;

/// What a file is.
#[derive(Clone, Copy)]
pub enum Media {
    /// One of those that are kept.
    Kept(FileKind),
    /// A spreadsheet.
    Xlsx,
    /// Borders on a map.
    GeoJson,
    /// Text a spreadsheet opens.
    Csv,
}

impl Media {
    const fn as_str(self) -> &'static str {
        match self {
            Media::Kept(kind) => kind.as_str(),
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Media::GeoJson => "application/geo+json",
            Media::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A file on its way out.
pub struct FileAnswer<'a> {
    pub kind: Media,
    /// As people call it.
    pub name: &'a str,
    /// For programs that know ASCII alone.
    pub ascii: &'a str,
    /// Show it; otherwise it is saved.
    pub inline: bool,
}

impl FileAnswer<'_> {
    /// The headers. A picture runs in no origin at all. A browser's own viewer for PDF does not start in a sandbox, so
    /// that a PDF is only forbidden everything else; `nosniff` keeps it from being read as a page.
    pub fn headers(&self) -> HeaderMap {
        let policy = match self.kind {
            Media::Kept(FileKind::Pdf) => {
                "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            }
            _ => "default-src 'none'; sandbox; frame-ancestors 'none'",
        };
        let disposition = disposition(self.inline, self.ascii, self.name);
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &str| {
            // ASCII only, as made here and in `FileKind`.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, self.kind.as_str());
        set(header::CONTENT_DISPOSITION, &disposition);
        set(header::CONTENT_SECURITY_POLICY, policy);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::CACHE_CONTROL, "private, no-store");
        headers
    }
}

/// `inline; filename="D7.pdf"; filename*=UTF-8''%E5%8D%8F%E8%AE%AE.pdf` (RFC 6266, RFC 8187).
fn disposition(inline: bool, ascii: &str, name: &str) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let ascii: String = ascii.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition(true, "D7-1.pdf", "协议 1\".pdf\r\nX: y"),
            "inline; filename=\"D7-1.pdf\"; filename*=UTF-8''%E5%8D%8F%E8%AE%AE%201%22.pdf%0D%0AX%3A%20y"
        );
        assert!(disposition(false, "a\"; x=\"b", "b").starts_with("attachment; filename=\"axb\";"));
    }
}
