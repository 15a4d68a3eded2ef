//! `seeds FOLDER`: writes the first inputs of every target into folders there, and a dictionary of
//! the language. What once failed is among them.

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
    let images = scenarios.iter().flat_map(|text| seeds::images(text));
    let files = scenarios.iter().flat_map(|text| seeds::tree_files(text));
    let found = |target| found(&project.join("fuzz/found").join(target));
    write_all(&folder.join("language"), texts.chain(found("language")?))?;
    write_all(&folder.join("tree_file"), images.chain(found("tree_file")?))?;
    write_all(&folder.join("cowtree"), files.chain(found("cowtree")?))?;
    let traces = seeds::traces(&trace).into_iter();
    write_all(&folder.join("trace"), traces.chain(found("trace")?))?;
    let words = scenarios.iter().chain([&reference]).map(String::as_str);
    fs::write(folder.join("language.dict"), seeds::dictionary(words))
}

/// The inputs of a target that once failed, if there are any.
fn found(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let Ok(inputs) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut paths = Vec::new();
    for input in inputs {
        paths.push(input?.path());
    }
    paths.sort();
    paths.iter().map(fs::read).collect()
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
