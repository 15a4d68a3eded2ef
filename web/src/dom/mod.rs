//! What touches the document directly: the patcher of pictures, the stage that moves
//! them, and small helpers.

pub mod camera;
pub mod files;
pub mod page;
pub mod stage;
pub mod svg;
