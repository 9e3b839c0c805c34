//! Requests that this house makes itself: to the addresses its operator named, and to nothing else.
//!
//! Whoever can fill in an address (a template of messages, a hook, a server for sign-in) could otherwise make the server
//! ask machines that only the server reaches. So the operator lists the origins in `outbound`, redirects are not followed,
//! no proxy is taken from the environment, and an answer is cut off at a size and a time.

use std::sync::Once;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Request, RequestBuilder, Url};

/// Longest time a foreign server has for its whole answer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Largest answer that is read, in bytes.
pub const LARGEST: usize = 1024 * 1024;

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Why a request was not made, or brought nothing. Says neither address nor content: both may be private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    #[error("the address is not among the origins in the setting `outbound`")]
    NotAllowed,
    #[error("the other server did not answer in time")]
    Late,
    #[error("the other server's answer is too large")]
    TooLarge,
    #[error("the other server cannot be reached, or its answer cannot be read")]
    Unreachable,
}

/// The one door outwards.
pub struct Outbound {
    client: Client,
    allowed: Vec<Url>,
}

impl Outbound {
    /// With the origins that may be asked. What is no origin is left out: [`origin`] tells the operator.
    ///
    /// # Panics
    /// If the system gives no random numbers for TLS.
    pub fn new(allowed: &[String]) -> Self {
        static PROVIDER: Once = Once::new();
        // Somebody may have chosen one already: then that one stays.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = Client::builder().redirect(Policy::none()).no_proxy().timeout(PATIENCE).build();
        let allowed = allowed.iter().filter_map(|text| origin(text)).collect();
        Self { client: client.expect("a client for HTTP"), allowed }
    }

    /// To begin a request with.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Whether the operator named this address' origin (scheme, host and port).
    pub fn allows(&self, url: &Url) -> bool {
        self.allowed.iter().any(|allowed| allowed.origin() == url.origin())
    }

    /// Makes a request and reads the whole answer.
    ///
    /// # Errors
    /// [`OutboundError`]; an answer with a status of failure is none.
    pub async fn send(&self, request: RequestBuilder) -> Result<Reply, OutboundError> {
        let request = request.build().map_err(|_| OutboundError::Unreachable)?;
        self.execute(request).await
    }

    /// As [`Outbound::send`], for a request that is made already.
    ///
    /// # Errors
    /// As there.
    pub async fn execute(&self, request: Request) -> Result<Reply, OutboundError> {
        if !self.allows(request.url()) {
            return Err(OutboundError::NotAllowed);
        }
        let mut response = self.client.execute(request).await.map_err(|e| Self::fault(&e))?;
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|e| Self::fault(&e))? {
            if body.len() + part.len() > LARGEST {
                return Err(OutboundError::TooLarge);
            }
            body.extend_from_slice(&part);
        }
        Ok(Reply { status: response.status().as_u16(), body })
    }

    fn fault(error: &reqwest::Error) -> OutboundError {
        if error.is_timeout() { OutboundError::Late } else { OutboundError::Unreachable }
    }
}

/// An origin such as `https://sms.example.cn` or `http://127.0.0.1:9000`: nothing after the host and its port.
pub fn origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "https" | "http")
        && url.host().is_some()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    plain.then_some(url)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;

    use super::*;

    async fn house() -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/away", get(|| async { Redirect::temporary("/") }))
            .route("/much", get(|| async { vec![0_u8; LARGEST + 1] }));
        tokio::spawn(async move { axum::serve(listener, router).await });
        origin
    }

    #[tokio::test]
    async fn only_named_origins_are_asked() {
        let here = house().await;
        let elsewhere = house().await;
        let outbound = Outbound::new(std::slice::from_ref(&here));
        let ask = |url: String| outbound.send(outbound.client().get(url));
        assert_eq!(ask(here.clone()).await.unwrap().body, b"here");
        assert_eq!(ask(elsewhere).await.unwrap_err(), OutboundError::NotAllowed);
        assert_eq!(ask(format!("{here}/away")).await.unwrap().status, 307, "a redirect is not followed");
        assert_eq!(ask(format!("{here}/much")).await.unwrap_err(), OutboundError::TooLarge);
        let nobody = Outbound::new(&["http://127.0.0.1:9".to_owned()]);
        let refused = nobody.send(nobody.client().get("http://127.0.0.1:9/secret")).await.unwrap_err();
        assert_eq!(refused, OutboundError::Unreachable);
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        assert!(origin("https://sms.example.cn").is_some() && origin("http://127.0.0.1:9000/").is_some());
        for wrong in
            ["sms.example.cn", "ftp://a", "https://a/b", "https://u:p@a", "https://a/?q", "https://", "file:///etc"]
        {
            assert!(origin(wrong).is_none(), "{wrong}");
        }
    }
}
