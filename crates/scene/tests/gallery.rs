//! Writes every picture to the target directory, for people to look at.

mod common;

use std::fs;
use std::path::PathBuf;

use cowpath_scene::{Theme, svg};

#[test]
fn every_picture_is_written_in_both_themes() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("scene-gallery");
    fs::create_dir_all(&folder).expect("a writable target directory");
    for (name, scene) in common::scenes() {
        for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let file = folder.join(format!("{name}-{suffix}.svg"));
            let text = svg(&scene, theme);
            assert!(
                text.starts_with("<svg ") && text.ends_with("</svg>\n"),
                "{name}"
            );
            fs::write(file, text).expect("a writable target directory");
        }
    }
}
