//! Jobs: what is done later, and the runner that does it.
