//! `bandeng openapi`

use anyhow::Result;

/// Keys keep the order in which the program declares them: the same program prints the same bytes.
pub(super) fn run() -> Result<()> {
    let document = bandeng_app::http::openapi::document();
    super::print(&(serde_json::to_string_pretty(&document)? + "\n"))
}
