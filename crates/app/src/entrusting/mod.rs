//! Letters between bodies: the inbox of what other bodies sent, the letters of a matter, and the API with keys for their
//! systems. Registering is `intake`'s, mediating `mediation`'s; this slice knows both and neither knows it.

pub(crate) mod api;
pub(crate) mod inbox;
pub(crate) mod keys;
pub(crate) mod query;
pub(crate) mod service;
pub(crate) mod systems;
pub(crate) mod view;
