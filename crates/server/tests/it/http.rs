//! As little of HTTP as the tests need. Version 1.0: the answer ends where the connection does.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

pub(crate) fn get(address: &str, path: &str, headers: &[(&str, &str)]) -> io::Result<Answer> {
    send(address, "GET", path, headers, None)
}

/// A write, as the console makes it.
pub(crate) fn post(address: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> io::Result<Answer> {
    send(address, "POST", path, headers, Some(body))
}

pub(crate) fn send(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> io::Result<Answer> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = open(address)?;
    stream.write_all(format!("{}{body}", head(method, path, headers, body.len())).as_bytes())?;
    receive(stream)
}

pub(crate) fn open(address: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    Ok(stream)
}

/// The first lines of a request.
pub(crate) fn head(method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> String {
    let mut head = format!("{method} {path} HTTP/1.0\r\nHost: localhost\r\n");
    if method != "GET" {
        head += &format!("X-Requested-With: test\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + "\r\n"
}

/// Reads an answer to its end. One that breaks off is an error: nothing was acknowledged.
pub(crate) fn receive(mut stream: impl Read) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    let answer = Answer { status, head, body: bytes.split_off(end + 4) };
    match answer.header("content-length").and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length != answer.body.len() => Err(broken()),
        _ => Ok(answer),
    }
}
