//! Bodies that no honest client sends: too large, too deep, of another kind, cut off, not even text.

use axum::http::Method;
use bandeng_testkit::TestApp;

use super::{holds_out, rows_in_order};
use crate::authorization::house::{House, Sent};

#[tokio::test]
async fn every_form_refuses_what_it_cannot_read() {
    let house = House::new().await;
    let deep = "[".repeat(100_000);
    let deep_field = format!("{}1{}", "{\"version\":".repeat(5_000), "}".repeat(5_000));
    let mut forms = 0;
    for row in rows_in_order(&house) {
        let Sent::Form(body) = &row.body else { continue };
        let (method, _) = &house.operations[row.operation];
        let client = house.client(&row, Some(row.may));
        let whole = body.to_string();
        let cut: String = whole.chars().take(whole.chars().count() - 1).collect();
        let tries: [(&str, Vec<u8>); 8] = [
            ("a hundred thousand brackets", deep.clone().into_bytes()),
            ("five thousand objects", deep_field.clone().into_bytes()),
            ("nothing", Vec::new()),
            ("half of it", cut.into_bytes()),
            ("no text", vec![0xFF, 0xFE, 0x00, 0x80]),
            ("twice", format!("{whole}{whole}").into_bytes()),
            ("a page", b"<html><script>alert(1)</script>".to_vec()),
            ("a picture", crate::support::PNG.to_vec()),
        ];
        for (what, bytes) in tries {
            let answer = client.raw(method.clone(), &row.path, "application/json", bytes).await;
            holds_out(&answer, &row, what);
            // A body may be left out where all its fields may.
            let optional =
                what == "nothing" && (body.is_null() || body.as_object().is_some_and(|fields| fields.is_empty()));
            // Depth in a field nobody reads does no harm.
            let unread = what == "five thousand objects";
            assert!(answer.status >= 400 || optional || unread, "{} takes {what}: {}", row.operation, answer.status);
        }
        forms += 1;
    }
    assert!(forms > 100, "only {forms} forms");
}

#[tokio::test]
async fn every_operation_refuses_a_body_larger_than_it_takes() {
    let house = House::new().await;
    // Larger than any form, dictionary, border or ledger may be, and than an attachment by custom.
    let large = vec![b' '; 64 * 1024 * 1024];
    let large = axum::body::Bytes::from(large);
    for row in rows_in_order(&house) {
        let (method, _) = &house.operations[row.operation];
        let media = match row.body {
            Sent::Nothing => continue,
            Sent::Form(_) => "application/json",
            Sent::Text(_) => "text/csv",
            Sent::File | Sent::Paper | Sent::Sheet | Sent::Photo(_) => "multipart/form-data; boundary=x",
        };
        let answer = house.client(&row, Some(row.may)).raw(method.clone(), &row.path, media, large.clone()).await;
        assert!((400..500).contains(&answer.status), "{} takes 64 MB: {}", row.operation, answer.status);
    }
}

#[tokio::test]
async fn a_write_without_its_header_is_no_write() {
    let house = House::new().await;
    for row in rows_in_order(&house) {
        let (method, _) = &house.operations[row.operation];
        let by_key = house.keyed.iter().any(|keyed| keyed == row.operation);
        if *method == Method::GET || by_key {
            continue;
        }
        // A form of a foreign page sends cookies and one of three media types, and no header of its own.
        for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let foreign = house.client(&row, Some(row.may)).header("x-requested-with", "");
            let answer = foreign.raw(method.clone(), &row.path, media, "{}").await;
            assert_eq!(answer.status, 400, "{} acts for a foreign page", row.operation);
        }
    }
}

/// Words in headers come back in no header, and nothing a client says of itself makes it somebody else.
#[tokio::test]
async fn no_header_makes_somebody_else() {
    let app = TestApp::new().await;
    let me = app.as_("clerk").get("/me").await.ok();
    for (name, value) in [
        ("x-forwarded-user", "system"),
        ("x-remote-user", "system"),
        ("x-original-url", "/api/v1/accounts"),
        ("x-rewrite-url", "/api/v1/accounts"),
        ("x-http-method-override", "DELETE"),
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "for=127.0.0.1;host=evil.example"),
        ("x-request-id", "a-number-of-my-own"),
        ("origin", "https://evil.example"),
        ("accept-language", "'; DROP TABLE accounts--"),
        ("range", "bytes=0-18446744073709551615"),
        ("accept-encoding", "gzip;q=nonsense, ../../etc"),
    ] {
        let answer = app.as_("clerk").header(name, value).get("/me").await.is(200);
        assert_eq!(answer.json, me, "{name}");
        let back: Vec<&str> = answer.headers.values().filter_map(|v| v.to_str().ok()).collect();
        assert!(!back.iter().any(|told| told.contains(value)), "{name} comes back: {back:?}");
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{name}");
        app.stranger().header(name, value).get("/me").await.refused(401, "sign-in-needed");
    }
    app.finish().await;
}
