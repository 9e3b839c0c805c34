//! Files: taken for what they are, kept under a name of our own, given back to those who may read them.

use axum::http::Method;
use bandeng_app::Settings;
use bandeng_testkit::{Answer, TestApp};
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Case, PNG, file, intake_with, multipart, multipart_type, part, text};

const PDF: &[u8] = b"%PDF-1.7\na letter of the court\n%%EOF\n";

impl Case<'_> {
    async fn send(&self, login: &str, parts: Vec<Vec<u8>>) -> Answer {
        let path = self.path("/attachments");
        self.app.as_(login).raw(Method::POST, &path, &multipart_type(), multipart(&parts)).await
    }

    async fn attach(&self, login: &str, name: &str, bytes: &[u8]) -> Answer {
        self.send(login, vec![file(name, bytes)]).await
    }
}

async fn kept(app: &TestApp) -> Vec<String> {
    let objects: Vec<_> = app.app.objects.list(None).try_collect().await.expect("the store can be listed");
    objects.into_iter().map(|o| o.location.to_string()).collect()
}

#[tokio::test]
async fn a_picture_comes_back_without_what_the_camera_wrote_into_it() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let before = case.version().await;
    let purpose = part("name=\"purpose\"", b"proof");
    let answer = case.send("clerk", vec![purpose, file("收条.png", PNG)]).await.is(201).json;
    assert_eq!(answer, json!({ "n": 1, "version": before + 1 }));
    assert_eq!(case.attach("clerk", "letter", PDF).await.is(201).json["n"], 2);

    let list = app.as_("clerk").get(&case.path("/attachments")).await.ok();
    let first = &list["items"][0];
    assert_eq!(
        (&first["name"], &first["media_type"], &first["purpose"]),
        (&json!("收条.png"), &json!("image/png"), &json!("proof"))
    );
    assert_eq!(first["uploaded_by"], "陈晓燕");
    assert_eq!((&list["items"][1]["name"], &list["items"][1]["purpose"]), (&json!("letter.pdf"), &json!("other")));

    let answer = app.as_("clerk").get(&case.path("/attachments/1")).await.is(200);
    assert!(answer.bytes.starts_with(b"\x89PNG") && first["size"] == answer.bytes.len());
    let holds = |bytes: &[u8], text: &str| String::from_utf8_lossy(bytes).contains(text);
    assert!(holds(PNG, "GPS") && !holds(&answer.bytes, "GPS"));
    assert_eq!((answer.header("content-type"), answer.header("x-content-type-options")), ("image/png", "nosniff"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let saved = format!("attachment; filename=\"{}-1.png\"; filename*=UTF-8''%E6%94%B6%E6%9D%A1.png", case.code);
    assert_eq!(answer.header("content-disposition"), saved);
    let shown = app.as_("clerk").get(&case.path("/attachments/1?inline=true")).await.is(200);
    assert!(shown.header("content-disposition").starts_with("inline;"));
    assert!(shown.header("content-security-policy").contains("sandbox"));
    app.as_("clerk").get(&case.path("/attachments/3")).await.refused(404, "not-found");
    app.as_("clerk").get(&case.path("/attachments/x")).await.refused(404, "not-found");

    // The story tells of it, and the chain vouches for the bytes.
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("收条.png"));
    let reader = app.app.db.reader();
    let sql = "SELECT payload FROM events WHERE kind = 'matter.attached' ORDER BY seq LIMIT 1";
    let row = reader.query_one_raw(Statement::from_string(reader.get_database_backend(), sql)).await.expect("a query");
    let payload: String = row.expect("an event").try_get_by_index(0).expect("a payload");
    assert!(payload.contains(&text(&first["sha256"])) && text(&first["sha256"]).len() == 64);
    assert!(payload.contains(&hex::encode(Sha256::digest(PNG))), "who has the original can show that this is it");
    app.finish().await;
}

/// A picture that says it has a thousand million dots.
fn bomb() -> Vec<u8> {
    let mut bytes = PNG.to_vec();
    // Width and height stand after the signature and the head of the first chunk.
    bytes[16..24].copy_from_slice(&[0, 0, 0x80, 0, 0, 0, 0x80, 0]);
    let sum = crc32(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[tokio::test]
async fn a_file_is_what_its_content_says_and_not_what_it_calls_itself() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.attach("clerk", "photo.jpg", b"MZ\x90\0\x03\0 a program").await.refused(422, "file-kind-refused");
    case.attach("clerk", "photo.png", b"<html><script>alert(1)</script>%PDF-1.7")
        .await
        .refused(422, "file-kind-refused");
    case.attach("clerk", "photo.svg", b"<svg onload=\"alert(1)\"/>").await.refused(422, "file-kind-refused");
    case.attach("clerk", "empty.png", b"").await.refused(422, "file-empty");
    case.send("clerk", vec![]).await.refused(422, "required");
    case.send("clerk", vec![part("name=\"purpose\"", b"decoration"), file("a.png", PNG)])
        .await
        .refused(422, "unknown-value");
    case.send("clerk", vec![part("name=\"purpose\"", &[b'x'; 5_000]), file("a.png", PNG)])
        .await
        .refused(422, "unknown-value");
    case.send("clerk", vec![file("a.png", PNG), file("b.png", PNG)]).await.refused(400, "malformed");
    case.send("clerk", vec![part("name=\"path\"", b"/etc"), file("a.png", PNG)]).await.refused(400, "malformed");
    // What begins as a picture or a PDF and is something else.
    for (name, bytes) in [
        ("cut.png", &PNG[..60]),
        ("cut.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0 and no picture".as_slice()),
        ("page.png", b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>"),
    ] {
        case.attach("clerk", name, bytes).await.refused(422, "picture-broken");
    }
    case.attach("clerk", "bomb.png", &bomb()).await.refused(422, "picture-too-large");
    let acting = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert) >> >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
    case.attach("clerk", "acts.pdf", acting).await.refused(422, "file-acts");
    let whole = multipart(&[file("a.png", PNG)]);
    let broken = whole[..whole.len() - 30].to_vec();
    app.as_("clerk")
        .raw(Method::POST, &case.path("/attachments"), &multipart_type(), broken)
        .await
        .refused(400, "malformed");
    app.as_("clerk").post(&case.path("/attachments"), json!({ "file": "x" })).await.refused(400, "malformed");
    assert_eq!(kept(&app).await, [""; 0]);
    app.finish().await;
}

#[tokio::test]
async fn a_file_larger_than_the_site_allows_is_refused_while_it_is_read() {
    let app = TestApp::with_settings(Settings { max_attachment: 1_000, ..Settings::default() }).await;
    let case = Case::registered(&app).await;
    let of = |size: usize| [PNG, &vec![0; size - PNG.len()]].concat();
    case.attach("clerk", "a.png", &of(1_000)).await.is(201);
    let problem = case.attach("clerk", "a.png", &of(1_001)).await.refused(413, "file-too-large");
    assert_eq!(problem["errors"][0]["pointer"], "/file");
    // Announced as too large, it is not read at all.
    let body = multipart(&[file("a.png", PNG)]);
    let liar = app.as_("clerk").header("content-length", "99999999");
    liar.raw(Method::POST, &case.path("/attachments"), &multipart_type(), body).await.refused(413, "file-too-large");
    assert_eq!(kept(&app).await.len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_pdf_over_which_the_reader_breaks_down_is_refused_with_a_word() {
    // What a file does that is made to bring its reader down.
    let app = TestApp::with_settings(Settings { pdf_reader: Some("/bin/false".into()), ..Settings::default() }).await;
    let case = Case::registered(&app).await;
    case.attach("clerk", "letter", PDF).await.refused(422, "file-unreadable");
    assert_eq!(kept(&app).await, Vec::<String>::new());
    case.attach("clerk", "收条.png", PNG).await.is(201);
    app.finish().await;
}

#[tokio::test]
async fn no_path_of_the_sender_reaches_the_store() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    for name in ["../../../etc/passwd.png", "C:\\\\Windows\\\\a.png", "/", "..", "a%00b.png"] {
        case.attach("clerk", name, PNG).await.is(201);
    }
    let list = app.as_("clerk").get(&case.path("/attachments")).await.ok();
    let names: Vec<String> = list["items"].as_array().expect("items").iter().map(|i| text(&i["name"])).collect();
    assert!(names.iter().all(|n| !n.contains(['/', '\\']) && n.ends_with(".png")), "{names:?}");
    assert_eq!((names[0].as_str(), names[2].as_str(), names[3].as_str()), ("passwd.png", "附件.png", "附件.png"));
    for key in kept(&app).await {
        let (county, random) = key.split_once('/').expect("county and number");
        assert_eq!(county, "620602");
        assert!(random.len() == 32 && random.bytes().all(|b| b.is_ascii_hexdigit()), "{key}");
    }
    app.finish().await;
}

#[tokio::test]
async fn files_are_read_by_those_whose_post_allows_it_and_by_nobody_else() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    case.attach("mediator", "a.png", PNG).await.is(201);
    for rest in ["/attachments", "/attachments/1"] {
        for login in ["clerk", "clerk2", "mediator", "director", "coordinator"] {
            app.as_(login).get(&case.path(rest)).await.is(200);
        }
        app.as_("mediator2").get(&case.path(rest)).await.refused(403, "not-allowed");
        for login in ["judicial", "officer", "leader", "far-clerk", "far-mediator", "system", "audit"] {
            app.as_(login).get(&case.path(rest)).await.refused(404, "not-found");
        }
        app.stranger().get(&case.path(rest)).await.refused(401, "sign-in-needed");
    }
    case.attach("mediator2", "a.png", PNG).await.refused(403, "not-allowed");
    case.attach("far-clerk", "a.png", PNG).await.refused(404, "not-found");
    assert_eq!(kept(&app).await.len(), 1);

    let sealed = Case::of(&app, intake_with(&app, json!({ "concerns": ["minor_harmed"] }))).await;
    sealed.attach("clerk", "a.png", PNG).await.is(201);
    for login in ["clerk2", "director", "coordinator", "mediator"] {
        app.as_(login).get(&sealed.path("/attachments/1")).await.refused(404, "not-found");
        sealed.attach(login, "a.png", PNG).await.refused(404, "not-found");
    }
    app.finish().await;
}

#[tokio::test]
async fn after_closing_those_who_archive_append() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.make("director", json!({ "move": "decline", "reason": "not_civil", "route": "court" })).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case.attach("coordinator", "a.png", PNG).await.refused(403, "not-allowed");
    case.attach("clerk", "a.png", PNG).await.is(201);
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();
    assert_eq!(case.attach("clerk", "late.pdf", PDF).await.is(201).json["n"], 2);
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok();
    assert!(text(&story["items"][0]["sentence"]["zh"]).contains("late.pdf"));
    app.finish().await;
}

#[tokio::test]
async fn what_was_not_taken_leaves_no_bytes_and_what_was_altered_is_not_given_out() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.attach("clerk", "a.png", PNG).await.is(201);
    let key = kept(&app).await.remove(0);
    app.app.objects.put(&key.as_str().into(), PDF.into()).await.expect("somebody alters it");
    app.as_("clerk").get(&case.path("/attachments/1")).await.refused(500, "internal");
    app.app.objects.delete(&key.as_str().into()).await.expect("somebody removes it");
    app.as_("clerk").get(&case.path("/attachments/1")).await.refused(500, "internal");

    let version = case.version().await;
    let db = app.app.db.technical();
    db.execute_unprepared("ALTER TABLE attachments RENAME TO elsewhere").await.expect("the table is gone");
    assert_eq!(case.attach("clerk", "b.png", PNG).await.status, 500);
    db.execute_unprepared("ALTER TABLE elsewhere RENAME TO attachments").await.expect("the table is back");
    assert_eq!((kept(&app).await.len(), case.version().await), (0, version));
    let list: Value = app.as_("clerk").get(&case.path("/attachments")).await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    app.finish().await;
}
