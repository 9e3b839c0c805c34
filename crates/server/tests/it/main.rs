//! The real binary, started as an operator starts it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

mod commands;
mod durability;
mod faults;
mod house;
mod http;
mod keeping;
mod serving;
mod wire;
