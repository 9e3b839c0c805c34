//! The wire: HTTP with or without TLS, and how long a stranger may take.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// How to speak to browsers.
#[derive(Clone)]
pub(crate) struct Wire {
    /// Certificate chain and key, in PEM. None: plain HTTP, behind a proxy or on this machine alone.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// How long a client may take for the head of a request, and for the handshake.
    pub(crate) patience: Duration,
}

/// A server at work.
pub(crate) struct Running {
    handle: Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
    pub(crate) scheme: &'static str,
}

impl Wire {
    /// Begins to answer.
    ///
    /// # Errors
    /// Names the file of certificate or key that cannot be used.
    pub(crate) async fn answer(self, listener: TcpListener, service: Router) -> Result<Running> {
        more_files();
        let handle = Handle::new();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let mut server = Server::<SocketAddr>::from_listener(listener).handle(handle.clone());
        // A client that sends its head byte by byte holds a connection; after this time it is closed. Bodies have the time
        // that the whole request has.
        server = server.first_request_timeout(self.patience);
        let mut builder = server.http_builder().http1();
        builder.header_read_timeout(self.patience).max_buf_size(64 * 1024);
        server.http_builder().http2().max_concurrent_streams(128).max_header_list_size(32 * 1024);
        let Some((chain, key)) = self.tls else {
            let task = tokio::spawn(server.acceptor(NoDelayAcceptor::new()).serve(service));
            return Ok(Running { handle, task, scheme: "http" });
        };
        let config = certificate(&chain, &key).await?;
        tokio::spawn(renew(config.clone(), chain, key));
        let acceptor = RustlsAcceptor::new(config).handshake_timeout(self.patience).acceptor(NoDelayAcceptor::new());
        let task = tokio::spawn(secured(server.acceptor(acceptor), service));
        Ok(Running { handle, task, scheme: "https" })
    }
}

async fn secured(
    server: Server<SocketAddr, RustlsAcceptor<NoDelayAcceptor>>,
    service: IntoMakeServiceWithConnectInfo<Router, SocketAddr>,
) -> std::io::Result<()> {
    server.serve(service).await
}

impl Running {
    /// Takes no further request and waits for those at work.
    pub(crate) async fn finish(self, within: Duration) {
        self.handle.graceful_shutdown(Some(within));
        if !matches!(self.task.await, Ok(Ok(()))) {
            tracing::warn!("the server did not end in order");
        }
    }
}

async fn certificate(chain: &Path, key: &Path) -> Result<RustlsConfig> {
    for (setting, file) in [("tls_cert", chain), ("tls_key", key)] {
        if let Err(error) = std::fs::File::open(file) {
            bail!("{setting}: cannot read {}: {error}", file.display());
        }
    }
    RustlsConfig::from_pem_file(chain, key).await.with_context(|| {
        format!("tls_cert, tls_key: {} and {} are no certificate with its key in PEM", chain.display(), key.display())
    })
}

/// A certificate lives three months: SIGHUP reads it anew, and open connections stay. A bad one leaves the old in use.
async fn renew(config: RustlsConfig, chain: PathBuf, key: PathBuf) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
    while hangup.recv().await.is_some() {
        match config.reload_from_pem_file(&chain, &key).await {
            Ok(()) => tracing::info!("the certificate was read anew"),
            Err(error) => tracing::error!(%error, "the new certificate cannot be used; the old one stays"),
        }
    }
}

/// Every connection is a file to the system, which by custom gives a process a thousand and lets it ask for more.
fn more_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if setrlimit(Resource::Nofile, limit).is_err() {
        tracing::debug!("the limit of open files stays as it was");
    }
}
