//! `seeds FOLDER`: writes the first inputs of every target into folders there, and a dictionary of
//! the language.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use cowpath_fuzz::seeds;

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return Err(io::Error::other("the folder for the seeds was expected"));
    };
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut scenarios = Vec::new();
    for entry in fs::read_dir(project.join("tests/scenarios"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "cow") {
            scenarios.push(fs::read_to_string(path)?);
        }
    }
    scenarios.sort();
    let trace = fs::read(project.join("data/sqlite-oltp.csv"))?;
    let reference = fs::read_to_string(project.join("docs/language.md"))?;
    let texts = scenarios.iter().map(|text| text.clone().into_bytes());
    write_all(&folder.join("language"), texts)?;
    let images = scenarios.iter().flat_map(|text| seeds::images(text));
    write_all(&folder.join("tree_file"), images)?;
    let files = scenarios.iter().flat_map(|text| seeds::tree_files(text));
    write_all(&folder.join("cowtree"), files)?;
    write_all(&folder.join("trace"), seeds::traces(&trace))?;
    let words = scenarios.iter().chain([&reference]).map(String::as_str);
    fs::write(folder.join("language.dict"), seeds::dictionary(words))
}

/// Writes numbered files into a folder that is made anew.
fn write_all(folder: &Path, files: impl IntoIterator<Item = Vec<u8>>) -> io::Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    for (number, bytes) in files.into_iter().enumerate() {
        fs::write(folder.join(number.to_string()), bytes)?;
    }
    Ok(())
}
