//! Progress bars. They go to standard error and only where a person is watching.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar without a known end: how many, how fast.
pub(crate) fn counting(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {msg}  {per_sec}  {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// A bar over files whose size is known.
pub(crate) fn reading(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}  {elapsed}, {eta} to go") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// A bar of things whose number is known: how many, how fast, how long yet.
pub(crate) fn making(what: &'static str, all: u64) -> ProgressBar {
    let bar = ProgressBar::new(all);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {percent:>3}%  {human_pos} {msg}  {per_sec}  {elapsed}, {eta} to go")
    {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
