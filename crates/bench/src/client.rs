//! One person at one browser: a connection that stays open, and a session.

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
}

impl Client {
    /// Somebody who is not signed in.
    pub(crate) async fn stranger(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: host.to_owned(), cookie: String::new() })
    }

    /// Signs in on a connection of its own.
    pub(crate) async fn signed_in(host: &str, login: &str, password: &str) -> Result<Self> {
        let mut client = Self::stranger(host).await?;
        let body = json!({ "login": login, "password": password }).to_string();
        let request = client.request(Method::POST, "/session", Some(body), None)?;
        client.sender.ready().await?;
        let answer = client.sender.send_request(request).await?;
        ensure!(answer.status().is_success(), "{login} cannot sign in: {}", answer.status());
        let cookie = answer.headers().get(SET_COOKIE).context("no session")?.to_str()?;
        client.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        answer.into_body().collect().await?;
        Ok(client)
    }

    /// Somebody whose session was opened already.
    pub(crate) async fn with_cookie(host: &str, cookie: String) -> Result<Self> {
        Ok(Self { cookie, ..Self::stranger(host).await? })
    }

    /// The same session on a further connection.
    pub(crate) async fn again(&self) -> Result<Self> {
        Ok(Self { cookie: self.cookie.clone(), ..Self::stranger(&self.host).await? })
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        key: Option<&str>,
    ) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(HOST, &self.host)
            .header("x-requested-with", "bench");
        if !self.cookie.is_empty() {
            request = request.header(COOKIE, &self.cookie);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        Ok(request.body(Full::new(Bytes::from(body.unwrap_or_default())))?)
    }

    /// Opens a stream; the connection is its own.
    pub(crate) async fn stream(mut self, path: &str) -> Result<Incoming> {
        let request = self.request(Method::GET, path, None, None)?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        ensure!(answer.status().is_success(), "{path} answers {}", answer.status());
        // Its connection goes on for as long as the answer is read.
        tokio::spawn(async move {
            let _open = self.sender;
            std::future::pending::<()>().await;
        });
        Ok(answer.into_body())
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Bytes> {
        let path = request.uri().path().to_owned();
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{path} answers {status}: {}", String::from_utf8_lossy(&bytes));
        Ok(bytes)
    }

    pub(crate) async fn bytes(&mut self, path: &str) -> Result<Bytes> {
        let request = self.request(Method::GET, path, None, None)?;
        self.send(request).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.bytes(path).await?)?)
    }

    pub(crate) async fn put(&mut self, path: &str, body: &Value) -> Result<Bytes> {
        let request = self.request(Method::PUT, path, Some(body.to_string()), None)?;
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value, key: Option<&str>) -> Result<Bytes> {
        let request = self.request(Method::POST, path, Some(body.to_string()), key)?;
        self.send(request).await
    }
}
