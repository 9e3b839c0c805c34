//! 卷宗评查: the judicial office draws archived files by lot, scores them against a rubric, and sends back what is wanting.
//!
//! A draw is an event with its seed and its whole list, so that anybody can repeat it. Figures are of committees.

pub(crate) mod api;
mod query;
mod rubrics;
mod service;
mod view;
