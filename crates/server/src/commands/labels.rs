//! `bandeng labels`

use anyhow::Result;

pub(super) fn run() -> Result<()> {
    super::print(&(serde_json::to_string_pretty(&bandeng_core::kernel::labels::all())? + "\n"))
}
