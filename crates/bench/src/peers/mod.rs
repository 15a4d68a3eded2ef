//! What the engine is measured against: persistent maps with their pages in an
//! arena, a flat volume with full copies, and the bare copies of the pages.

mod flat;
mod maps;
mod pages;
mod persistent;

pub(crate) use flat::Flat;
pub(crate) use maps::PageMap;
pub(crate) use pages::{Pages, hot_page};
pub(crate) use persistent::{Pushing, Remapping};
