//! Typed rows by part while they wait, in memory or spilled to a file.

pub(super) mod keys;
pub(super) mod order;
pub(super) mod partitions;
pub(super) mod typed;
