//! Addresses written otherwise: dots, encoded slashes, double slashes, endings. None leads where the plain one does not.

use axum::http::Method;
use bandeng_testkit::TestApp;

use crate::authorization::house::House;
use crate::support::{Case, PNG, file, multipart, multipart_type};

fn twisted(path: &str) -> Vec<String> {
    let (first, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    vec![
        format!("/public/..{path}"),
        format!("/public/%2e%2e{path}"),
        format!("/public/..%2f{first}/{rest}"),
        format!("/public%2f..{path}"),
        format!("/public/%252e%252e{path}"),
        format!("/public/..%5c{first}/{rest}"),
        format!("/.{path}"),
        format!("/{path}"),
        format!("{path}/"),
        format!("{path}//"),
        format!("{path}%2f"),
        format!("{path}%20"),
        format!("{path}%00"),
        format!("{path}%0d%0aX-Sent:%20yes"),
        format!("{path};a=b"),
        format!("{path}.json"),
        format!("/{}", path.trim_start_matches('/').to_uppercase()),
        path.replace('/', "%2f"),
        path.replace('/', "/./"),
        format!("/%c0%ae%c0%ae{path}"),
    ]
}

#[tokio::test]
async fn no_address_written_otherwise_opens_a_door() {
    let house = House::new().await;
    let (mut tried, mut refused) = (0, 0);
    for row in &house.rows {
        let (method, _) = &house.operations[row.operation];
        let plain = row.path.split('?').next().unwrap_or_default();
        for path in twisted(plain) {
            let Ok(uri) = format!("/api/v1{path}").parse::<axum::http::Uri>() else { continue };
            tried += 1;
            let path = uri.path().trim_start_matches("/api/v1").to_owned();
            let answer = house.app.stranger().send(method.clone(), &path, None).await;
            // A stranger reaches what is public, by whatever name, and nothing else.
            let public = bandeng_app::http::openapi::PUBLIC.contains(&row.operation) || path.starts_with("/public/");
            assert!(answer.status < 500, "{method} {path}: {}", answer.status);
            assert!(
                public || matches!(answer.status, 400 | 401 | 404 | 405),
                "{method} {path} lets a stranger pass: {} {:#}",
                answer.status,
                answer.json
            );
            if path.starts_with("/public/..") || path.starts_with("/public/%2") {
                assert!(answer.status >= 400, "{method} {path} leads out of what is public: {}", answer.status);
            }
            assert!(answer.headers.get("x-sent").is_none());
            refused += u32::from(answer.status >= 400);
        }
    }
    assert!(tried > 3_000 && refused * 10 > tried * 9, "{tried} tried, {refused} refused");
}

#[tokio::test]
async fn a_clerk_of_the_next_county_finds_no_matter_by_another_spelling() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    for path in twisted(&case.path("")).into_iter().chain([case.code.to_lowercase(), format!(" {}", case.code)]) {
        let path = if path.starts_with('/') { path } else { format!("/matters/{}", path.replace(' ', "%20")) };
        let answer = app.as_("far-clerk").send(Method::GET, &path, None).await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.json.to_string().contains("吴大勇"), "{path}");
    }
    app.as_("clerk").get(&case.path("")).await.is(200);
    app.finish().await;
}

/// What people call their files comes back in a header. It stays within its value.
#[tokio::test]
async fn a_name_of_a_file_writes_no_header() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let names = [
        "a\\\"; filename=evil.exe; x=\\\".png",
        "a%0d%0aSet-Cookie: bandeng=stolen.png",
        "a\u{2028}b\u{85}c.png",
        "\u{202e}gnp.exe.png",
        "=cmd|'/c calc'!A1.png",
        "<script>alert(1)</script>.png",
        "..\\..\\..\\boot.ini.png",
        "CON.png",
    ];
    for (n, name) in names.iter().enumerate() {
        let form = multipart(&[file(name, PNG)]);
        let path = case.path("/attachments");
        app.as_("clerk").raw(Method::POST, &path, &multipart_type(), form).await.is(201);
        let answer = app.as_("clerk").get(&case.path(&format!("/attachments/{}", n + 1))).await.is(200);
        let told = answer.header("content-disposition").to_owned();
        assert!(told.starts_with(&format!("attachment; filename=\"{}-{}.png\"; filename*=UTF-8''", case.code, n + 1)));
        let value = told.split("UTF-8''").nth(1).expect("a name");
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
        assert!(value.bytes().all(plain), "{name:?} leaves its value: {told}");
        assert!(answer.headers.get("set-cookie").is_none(), "{name:?}");
    }
    // A line end in a name ends the head of its part: nothing is kept, or nothing of it is told.
    let form = multipart(&[file("a\r\nX-Sent: yes\r\n\r\n.png", PNG)]);
    let answer = app.as_("clerk").raw(Method::POST, &case.path("/attachments"), &multipart_type(), form).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    app.finish().await;
}
