//! Files out: offering text for download.

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// An address of some text or some bytes, as long as the page lives.
pub fn address_of(part: &JsValue, kind: &str) -> Option<String> {
    let parts = Array::of1(part);
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Hands text or bytes to the person as a file.
pub fn download(name: &str, part: &JsValue, kind: &str) -> Option<()> {
    let address = address_of(part, kind)?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken it over by now.
    Url::revoke_object_url(&address).ok()
}

/// A title as a file name.
pub fn file_name(title: &str, ending: &str) -> String {
    let stem: String = title
        .trim_end_matches(".cow")
        .trim_end_matches(".cowtree")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    let says = |part: &&str| part.chars().any(|c| c != '.');
    let stem: Vec<&str> = stem.split('-').filter(says).collect();
    let stem = if stem.is_empty() {
        "cowpath".to_owned()
    } else {
        stem.join("-").to_ascii_lowercase()
    };
    format!("{}.{ending}", stem.trim_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn titles_become_plain_file_names() {
        assert_eq!(file_name("Fig. 8: a tree", "cow"), "fig.-8-a-tree.cow");
        assert_eq!(file_name("../../x", "svg"), "x.svg");
        assert_eq!(file_name("", "cow"), "cowpath.cow");
        assert_eq!(file_name("mine.cow", "cow"), "mine.cow");
    }
}
