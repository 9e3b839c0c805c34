//! Where a request comes from, and how much one place may ask.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;

use super::{App, Problem};

const MINUTE_MS: i64 = 60_000;

/// Requests a minute; 0 is without a limit. A county's staff may all come from one address, so that its number is large;
/// the small ones are for those who are not signed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rates {
    /// From one address to pages that ask for no sign-in.
    pub public: u32,
    /// From one address to the whole API.
    pub address: u32,
    /// From one account.
    pub account: u32,
}

/// The addresses of proxies in front of this house: what they say of where a request comes from is believed. What anybody
/// else says is not.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads addresses (`127.0.0.1`) and networks (`10.1.0.0/16`).
    ///
    /// # Errors
    /// The first text that is neither.
    pub fn read<S: AsRef<str>>(texts: &[S]) -> Result<Self, String> {
        let read = |text: &S| {
            let text = text.as_ref().trim();
            let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            net.map_err(|_| text.to_owned())
        };
        texts.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }

    /// Whoever asked the outermost proxy that is trusted. Further to the left anybody may have written anything.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let said: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        let mut client = peer.to_canonical();
        for text in said.into_iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let Ok(before) = text.trim().parse::<IpAddr>() else { break };
            client = before.to_canonical();
        }
        client
    }
}

/// Where a request comes from, as one place: an address, or of IPv6 the network that one household has. None where no
/// connection says it (in tests).
#[derive(Clone, Copy)]
struct Origin(Option<IpAddr>);

impl Origin {
    fn of(proxies: &Proxies, request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        Self(peer.map(|peer| match proxies.client(peer, request.headers()) {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address => address,
        }))
    }
}

/// Where a request comes from, as a key to count by. Blank where nobody knows.
pub struct Caller(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let origin = parts.extensions.get::<Origin>().and_then(|origin| origin.0);
        Ok(Self(origin.map(|address| address.to_string()).unwrap_or_default()))
    }
}

/// Learns where each request comes from, and refuses what one place asks too often.
pub(super) async fn know(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let origin = Origin::of(&app.settings.proxies, &request);
    request.extensions_mut().insert(origin);
    let path = request.uri().path();
    if let (Some(address), true) = (origin.0, path.starts_with("/api/")) {
        let Rates { public, address: whole, .. } = app.settings.rates;
        let open = path.starts_with("/api/v1/public/") || path == "/api/v1/session";
        for (what, max) in [("public", if open { public } else { 0 }), ("address", whole)] {
            if max > 0
                && let Err(refusal) = app.limits.count(what, address, app.db.now(), MINUTE_MS, max)
            {
                return Problem::from(refusal).into_response();
            }
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, said: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        Proxies::read(proxies).unwrap().client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(client(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client(&["127.0.0.1"], "127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client(&["127.0.0.1"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn what_a_stranger_wrote_before_the_proxies_is_not_read() {
        let proxies = ["127.0.0.1", "10.0.0.0/8"];
        assert_eq!(client(&proxies, "127.0.0.1", &["1.1.1.1, 198.51.100.1, 10.2.3.4"]), "198.51.100.1");
        assert_eq!(client(&proxies, "127.0.0.1", &["1.1.1.1", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(client(&proxies, "127.0.0.1", &["1.1.1.1, nonsense"]), "127.0.0.1");
        assert_eq!(client(&proxies, "::ffff:127.0.0.1", &["198.51.100.1"]), "198.51.100.1", "IPv4 in IPv6's clothes");
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        assert!(Proxies::read(&["::1", "10.0.0.0/8", "192.0.2.7"]).is_ok());
        assert_eq!(Proxies::read(&["10.0.0.0/40"]).unwrap_err(), "10.0.0.0/40");
        assert_eq!(Proxies::read(&["proxy.example"]).unwrap_err(), "proxy.example");
    }
}
