//! `bandeng run`

use anyhow::Result;
use bandeng_app::identity;

use crate::config::Config;
use crate::{open, serve, telemetry};

pub(super) async fn run(config: &Config) -> Result<()> {
    telemetry::log(&config.log)?;
    let metrics = config.metrics.then(telemetry::metrics).transpose()?;
    let listener = serve::bind(&config.listen).await?;
    let wire = config.wire()?;
    if !config.secure_cookies() && !listener.local_addr()?.ip().is_loopback() {
        tracing::warn!(
            "listening beyond this machine without HTTPS; set tls_cert and tls_key, or put a proxy in front and set secure_cookies"
        );
    }
    let db = open::database(config).await?;
    open::migrate(&db).await?;
    let app = open::app(config, db, false).await?;
    if let Some((login, password)) = identity::service::bootstrap(&app).await? {
        println!("first run: sign in as {login} with the one-time password {password} (it is shown only now)");
    }
    serve::serve(app, listener, wire, metrics).await
}
