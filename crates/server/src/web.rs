//! The files of the console and of the residents' pages, inside the binary (the dev build reads them from their folders).

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bandeng_app::App;
use bandeng_app::http::Problem;
use bandeng_core::kernel::{Code, Refusal};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/apps/console/dist"]
#[allow_missing = true]
struct Console;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/apps/residents/dist"]
#[allow_missing = true]
struct Residents;

/// One of the two webs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Site {
    Console,
    Residents,
}

impl Site {
    /// Which one an address belongs to, and where in it.
    fn of(path: &str) -> (Self, &str) {
        match path.strip_prefix("r/").or((path == "r").then_some("")) {
            Some(path) => (Site::Residents, path),
            None => (Site::Console, path),
        }
    }

    fn get(self, path: &str) -> Option<EmbeddedFile> {
        match self {
            Site::Console => Console::get(path),
            Site::Residents => Residents::get(path),
        }
    }
}

/// The residents' pages need less than the console, and may do less: no styles in the markup, nothing from elsewhere, no
/// camera. The place is asked for when somebody presses for it, and by nothing else.
const STRICT: [(HeaderName, &str); 2] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(self), microphone=()"),
];

const INDEX: &str = "index.html";

/// Names in this folder carry a hash of their content: such a file never changes.
const HASHED: &str = "assets/";

/// Answers what no route of the API does.
pub(crate) fn routes() -> Router<App> {
    Router::new().fallback(async |method: Method, uri: Uri, headers: HeaderMap| answer(&method, uri.path(), &headers))
}

fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Response {
    let path = path.trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::from(Refusal::new(Code::NotFound)).into_response();
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let (site, path) = Site::of(path);
    if !path.is_empty()
        && let Some(file) = site.get(path)
    {
        return send(site, path, file, headers);
    }
    // A page lives in the browser: its address gets its own document, or the one of all pages. A missing file gets none.
    let page = path.is_empty() || (!path.starts_with(HASHED) && listed(headers, ACCEPT.as_str(), "text/html"));
    let own = format!("{}.html", if path.is_empty() { "home" } else { path });
    let document = [own.as_str(), INDEX].into_iter().find_map(|name| Some((name, site.get(name)?)));
    match (page, document) {
        (true, Some((name, file))) => send(site, name, file, headers),
        (true, None) => not_built(),
        (false, _) => (StatusCode::NOT_FOUND, "not found\n").into_response(),
    }
}

fn send(site: Site, path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let (file, encoding) = smallest(site, path, file, headers);
    let hash = file.metadata.sha256_hash();
    let tag = hash[..12].iter().fold(String::from("\""), |tag, byte| tag + &format!("{byte:02x}")) + "\"";
    let cache = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::builder()
        .header(ETAG, &tag)
        .header(CACHE_CONTROL, cache)
        .header(VARY, "accept-encoding")
        .header(CONTENT_TYPE, media_type(path));
    if let Some(encoding) = encoding {
        response = response.header(CONTENT_ENCODING, encoding);
    }
    if site == Site::Residents {
        for (name, value) in STRICT {
            response = response.header(name, value);
        }
    }
    // The layer that compresses weakens the tag of what it changes; the comparison does not care.
    let known =
        values(headers, IF_NONE_MATCH.as_str()).any(|known| known.trim_start_matches("W/") == tag || known == "*");
    let (status, body) =
        if known { (StatusCode::NOT_MODIFIED, Body::empty()) } else { (StatusCode::OK, Body::from(file.data)) };
    response.status(status).body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The file as it is, or compressed beforehand where the browser takes that.
fn smallest(site: Site, path: &str, file: EmbeddedFile, headers: &HeaderMap) -> (EmbeddedFile, Option<&'static str>) {
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if listed(headers, ACCEPT_ENCODING.as_str(), encoding)
            && let Some(compressed) = site.get(&format!("{path}{ending}"))
        {
            return (compressed, Some(encoding));
        }
    }
    (file, None)
}

fn media_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == mime_guess::mime::TEXT || matches!(guess.subtype().as_str(), "javascript" | "json");
    if text && guess.get_param("charset").is_none() { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

/// Whether a list header names a value and does not refuse it with `q=0`.
fn listed(headers: &HeaderMap, name: &str, value: &str) -> bool {
    values(headers, name).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next().is_some_and(|first| first.eq_ignore_ascii_case(value))
            && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(',')).map(str::trim)
}

fn not_built() -> Response {
    let page = "\
        <!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>板凳 Bandeng</title>\
        <body><h1>板凳 Bandeng</h1>\
        <p>网页还没有构建。请在源码的 <code>web</code> 文件夹里运行 <code>npm ci</code> 和 <code>npm run build</code>，\
        再重新构建程序；或者直接运行 <code>cargo xtask demo</code>。</p>\
        <p lang=\"en\">The web is not built. In the folder <code>web</code> of the source, run <code>npm ci</code> and \
        <code>npm run build</code>, then build the program again; or run <code>cargo xtask demo</code>.</p></body></html>\n";
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn get(path: &str, accept: &'static str) -> Response {
        answer(&Method::GET, path, &HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]))
    }

    #[test]
    fn an_unknown_path_of_the_api_is_a_problem_and_no_page() {
        let response = get("/api/v1/nothing", "text/html");
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    }

    #[test]
    fn a_missing_file_is_not_answered_with_a_page() {
        assert_eq!(get("/assets/gone.js", "text/html,*/*").status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/gone.png", "image/*").status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/../../../Cargo.toml", "*/*").status(), StatusCode::NOT_FOUND);
        assert_eq!(answer(&Method::POST, "/", &HeaderMap::new()).status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn a_page_is_never_cached_without_asking() {
        let page = get("/matters/6206022600000015", "text/html,application/xhtml+xml");
        if Console::get(INDEX).is_none() {
            assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
            return;
        }
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()[CACHE_CONTROL], "no-cache");
        assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        let again = HeaderMap::from_iter([(IF_NONE_MATCH, page.headers()[ETAG].clone())]);
        assert_eq!(answer(&Method::GET, "/", &again).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn residents_have_pages_of_their_own_under_a_stricter_policy() {
        assert!(matches!(Site::of("r"), (Site::Residents, "")) && matches!(Site::of("r/in"), (Site::Residents, "in")));
        assert!(matches!(Site::of("register"), (Site::Console, "register")), "a page of the console");
        assert_eq!(get("/r/assets/gone.js", "text/html,*/*").status(), StatusCode::NOT_FOUND);
        let page = get("/r/in", "text/html");
        if Residents::get(INDEX).is_none() {
            assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
            return;
        }
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(page.status() == StatusCode::OK && policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"));
    }

    #[tokio::test]
    async fn a_page_that_people_come_to_has_a_document_of_its_own() {
        if Residents::get(INDEX).is_none() {
            return;
        }
        let document = async |path: &str| {
            let body = axum::body::to_bytes(get(path, "text/html").into_body(), 1 << 20).await.unwrap();
            String::from_utf8(body.to_vec()).unwrap()
        };
        assert!(document("/r/").await.contains("href=\"/r/apply\""), "the front door is read before any script runs");
        assert!(document("/r/apply").await.contains("assets/ApplyPage-"), "what it needs is fetched at once");
        assert!(document("/r/sign/3").await.contains("<div id=\"app\"></div>"));
    }

    #[test]
    fn an_encoding_refused_is_not_listed() {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0, br"))]);
        assert!(listed(&headers, "accept-encoding", "br"));
        assert!(!listed(&headers, "accept-encoding", "gzip"));
    }
}
