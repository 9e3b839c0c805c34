//! What reaches the server from outside: HTTPS, slow and oversize requests, one place that asks too often.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;

use crate::house::House;
use crate::http::{Answer, get, head, open, post, receive};

/// A certificate of its own making, and the two files of it.
fn certificate(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    fs::write(folder.join("chain.pem"), made.cert.pem()).expect("a file");
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).expect("a file");
    made.cert.der().clone()
}

/// Asks over TLS, trusting this one certificate.
fn get_secured(address: &str, trusted: &CertificateDer<'static>, path: &str) -> io::Result<Answer> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocols")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(client, open(address)?);
    stream.write_all(head("GET", path, &[], 0).as_bytes())?;
    receive(stream)
}

#[test]
fn with_a_certificate_the_server_speaks_https_and_reads_a_new_one_when_told() {
    let house = House::new();
    let first = certificate(&house.path(""));
    fs::write(house.path("bandeng.toml"), "tls_cert = 'chain.pem'\ntls_key = 'key.pem'\n").expect("settings");
    let server = house.start(&["run"]);
    let answer = get_secured(&server.address, &first, "/healthz").expect("an answer");
    assert_eq!((answer.status, answer.text()), (200, "ok"));
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
    assert!(get(&server.address, "/healthz", &[]).is_err(), "plain HTTP is not answered");

    let second = certificate(&house.path(""));
    server.signal(Signal::HUP);
    let began = Instant::now();
    while get_secured(&server.address, &second, "/healthz").is_err() {
        assert!(began.elapsed() < Duration::from_secs(10), "the new certificate is not used: {}", server.log());
        thread::sleep(Duration::from_millis(20));
    }
    fs::write(house.path("chain.pem"), "no certificate").expect("a file");
    server.signal(Signal::HUP);
    while !server.log().contains("the old one stays") {
        assert!(began.elapsed() < Duration::from_secs(20), "{}", server.log());
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(get_secured(&server.address, &second, "/healthz").expect("an answer").status, 200);
}

#[test]
fn a_certificate_that_cannot_be_used_is_named() {
    let house = House::new();
    let told = |settings: &str| {
        fs::write(house.path("bandeng.toml"), settings).expect("settings");
        let ran = house.run(&["run", "--listen", "127.0.0.1:0"]);
        assert_ne!(ran.code, 0);
        ran.err
    };
    assert!(told("tls_cert = 'chain.pem'\n").contains("belong together"));
    let err = told("tls_cert = 'chain.pem'\ntls_key = 'key.pem'\n");
    assert!(err.contains("tls_cert: cannot read chain.pem"), "{err}");
    certificate(&house.path(""));
    fs::write(house.path("key.pem"), "no key").expect("a file");
    let err = told("tls_cert = 'chain.pem'\ntls_key = 'key.pem'\n");
    assert!(err.contains("no certificate with its key in PEM"), "{err}");
    assert!(told("trusted_proxies = ['proxy.example']\n").contains("proxy.example is no address"));
}

#[test]
fn who_sends_the_head_of_a_request_too_slowly_is_hung_up_on() {
    let house = House::new();
    fs::write(house.path("bandeng.toml"), "header_seconds = 1\n").expect("settings");
    let server = house.start(&["run"]);
    for said in ["", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let mut stream = open(&server.address).expect("a connection");
        stream.write_all(said.as_bytes()).expect("sent");
        let began = Instant::now();
        let mut rest = Vec::new();
        // Whether it says why or just ends: it ends.
        let _ = stream.read_to_end(&mut rest);
        assert!(began.elapsed() < Duration::from_secs(15), "the connection stayed open");
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
    assert_eq!(get(&server.address, "/healthz", &[]).expect("an answer").status, 200);
}

#[test]
fn oversize_requests_are_refused_and_the_server_goes_on() {
    let house = House::new();
    let server = house.start(&["run"]);
    let large = "x".repeat(1024 * 1024 + 1);
    let answer = post(&server.address, "/api/v1/session", &[], &json!({ "login": large, "password": "x" }));
    assert_eq!(answer.expect("an answer").status, 413);
    let many: Vec<(String, String)> = (0..400).map(|n| (format!("X-Header-{n}"), "x".repeat(300))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // Refused with a word, or cut off while it is still sending.
    if let Ok(answer) = get(&server.address, "/healthz", &many) {
        assert_eq!(answer.status, 431);
    }
    assert_eq!(get(&server.address, "/healthz", &[]).expect("an answer").status, 200);
}

#[test]
fn one_place_that_asks_too_often_is_told_to_wait_and_a_forged_origin_does_not_help() {
    let house = House::new();
    let ask = |address: &str, from: &str| {
        let path = "/api/v1/public/papers/000000000000000000000000";
        get(address, path, &[("X-Forwarded-For", from)]).expect("an answer").status
    };
    fs::write(house.path("bandeng.toml"), "rate_public = 3\n").expect("settings");
    let server = house.start(&["run"]);
    let asked: Vec<u16> = (0..5).map(|n| ask(&server.address, &format!("198.51.100.{n}"))).collect();
    assert_eq!(asked[3..], [429, 429], "{asked:?}");
    assert!(asked[..3].iter().all(|status| *status != 429), "{asked:?}");
    drop(server);

    fs::write(house.path("bandeng.toml"), "rate_public = 3\ntrusted_proxies = ['127.0.0.1']\n").expect("settings");
    let server = house.start(&["run"]);
    let asked: Vec<u16> = (0..5).map(|n| ask(&server.address, &format!("198.51.100.{n}"))).collect();
    assert!(asked.iter().all(|status| *status != 429), "behind a proxy each has its own measure: {asked:?}");
}
