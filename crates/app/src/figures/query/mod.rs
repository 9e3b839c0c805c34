//! Statements of figures.

pub(super) mod briefings;
pub(super) mod counting;
pub(super) mod locks;
pub(super) mod matters;
pub(super) mod numbers;
pub(super) mod population;
pub(super) mod staffing;
