//! What is there to be seen: words by their test ids, the picture by its titles.

use cowpath_web::testids as id;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::{Person, all, attribute};

/// Where the person stands on the line of commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Number of the command.
    pub command: usize,
    /// Commands of the line.
    pub commands: usize,
    /// Micro-steps done.
    pub step: usize,
    /// Micro-steps of the command.
    pub steps: usize,
}

/// A volume as the picture shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// Its number in `data-target`.
    pub id: u32,
    /// The words of its box's title after the name, as in
    /// `read-only snapshot of base, 1 exception, number 2 in order of creation`.
    pub words: String,
    /// Its box.
    pub element: Element,
}

/// A row of the numbered steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `806 808`, or nothing.
    pub number: String,
    /// `done`, `now` or `todo`.
    pub state: String,
    /// The words.
    pub text: String,
}

impl Person {
    /// The test id of what has the focus; nothing where that is nothing in particular.
    pub fn focused(&self) -> Option<String> {
        super::document()
            .active_element()?
            .get_attribute("data-testid")
    }

    /// What has this test id, if it is there.
    pub fn finds(&self, testid: &str) -> Option<Element> {
        let selector = format!("[data-testid='{testid}']");
        let found = self.root.query_selector(&selector);
        found.expect("the selector is in order")
    }

    /// What has this test id.
    pub fn element(&self, testid: &str) -> Element {
        self.finds(testid)
            .unwrap_or_else(|| panic!("nothing on the page is called {testid}"))
    }

    /// Every element below the application that a selector finds.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        all(&self.root, selector)
    }

    /// The words of what has this test id.
    pub fn text(&self, testid: &str) -> String {
        self.element(testid).text_content().unwrap_or_default()
    }

    /// An attribute of what has this test id.
    pub fn attribute(&self, testid: &str, name: &str) -> String {
        attribute(&self.element(testid), name)
    }

    /// What stands in a field.
    pub fn value(&self, testid: &str) -> String {
        let field: HtmlInputElement = self.element(testid).unchecked_into();
        field.value()
    }

    /// What is chosen in a menu.
    pub fn chosen(&self, testid: &str) -> String {
        let menu: HtmlSelectElement = self.element(testid).unchecked_into();
        menu.value()
    }

    /// Whether what has this test id is there and shown.
    pub fn is_shown(&self, testid: &str) -> bool {
        self.finds(testid).is_some_and(|element| {
            let element: HtmlElement = element.unchecked_into();
            !element.hidden() && element.get_bounding_client_rect().width() > 0.0
        })
    }

    /// Where the person stands.
    pub fn position(&self) -> Position {
        let number = |name| {
            let text = self.attribute(id::POSITION, name);
            text.parse()
                .unwrap_or_else(|_| panic!("{name} is {text:?}"))
        };
        Position {
            command: number("data-command"),
            commands: number("data-commands"),
            step: number("data-step"),
            steps: number("data-steps"),
        }
    }

    /// The item of the picture with this key.
    pub fn drawn(&self, key: &str) -> Option<Element> {
        let selector = format!("[data-testid='{}'] [data-key='{key}']", id::TREE_SVG);
        self.all(&selector).into_iter().next()
    }

    /// Items of the picture whose key begins like this.
    pub fn drawn_like(&self, prefix: &str) -> Vec<Element> {
        let selector = format!("[data-testid='{}'] [data-key^='{prefix}']", id::TREE_SVG);
        self.all(&selector)
    }

    /// The whole picture, as it is in the document.
    pub fn picture(&self) -> String {
        self.element(id::TREE_SVG).inner_html()
    }

    /// The names of all volumes in the picture, in order of creation.
    pub fn volume_names(&self) -> Vec<String> {
        let mut named: Vec<(u32, String)> = self
            .boxes()
            .map(|element| {
                let (name, _) = box_title(&element);
                (volume_id(&element), name)
            })
            .collect();
        named.sort();
        named.into_iter().map(|(_, name)| name).collect()
    }

    /// A volume of the picture.
    pub fn volume(&self, name: &str) -> Volume {
        let found = self.boxes().find_map(|element| {
            let (own, words) = box_title(&element);
            (own == name).then(|| Volume {
                id: volume_id(&element),
                words,
                element,
            })
        });
        found.unwrap_or_else(|| panic!("{name} is not drawn; {:?} are", self.volume_names()))
    }

    fn boxes(&self) -> impl Iterator<Item = Element> {
        let drawn = self.drawn_like("vol/").into_iter();
        drawn.filter(|element| attribute(element, "data-key").ends_with("/box"))
    }

    /// The pages of a volume as the picture shows them: `a0` where it holds the page
    /// itself, `a1/2212` where it reads it through 2212.
    pub fn cells(&self, volume: &str) -> String {
        let id = self.volume(volume).id;
        let cells = (0..).map_while(|page| {
            let cell = self.drawn(&format!("vol/{id}/cell/{page}"))?;
            Some(cell_words(page, &title(&cell)))
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    /// Everything the cells of all volumes say, and their boxes: the state that the
    /// picture shows, without what is lit or selected.
    pub fn state(&self) -> Vec<(String, String)> {
        let drawn = self.drawn_like("vol/").into_iter();
        let told = drawn.filter(|element| {
            let key = attribute(element, "data-key");
            key.ends_with("/box") || (key.contains("/cell/") && !key.ends_with("/label"))
        });
        let mut state: Vec<(String, String)> = told
            .map(|element| (attribute(&element, "data-key"), title(&element)))
            .collect();
        state.sort();
        state
    }

    /// The numbered steps.
    pub fn flow(&self) -> Vec<Row> {
        let selector = format!("[data-testid='{}'] > li", id::FLOW);
        let rows = self.all(&selector).into_iter();
        let rows = rows.map(|row| Row {
            number: attribute(&row, "data-number"),
            state: attribute(&row, "data-state"),
            text: row
                .query_selector("span")
                .ok()
                .flatten()
                .and_then(|words| words.text_content())
                .unwrap_or_default(),
        });
        rows.collect()
    }

    /// The words of every element that a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.all(selector).into_iter();
        found
            .map(|element| element.text_content().unwrap_or_default())
            .collect()
    }
}

/// The title of an item of a picture.
pub fn title(element: &Element) -> String {
    let title = element.query_selector("title").ok().flatten();
    title
        .and_then(|title| title.text_content())
        .unwrap_or_default()
}

fn box_title(element: &Element) -> (String, String) {
    let title = title(element);
    // A name may have a colon, and so may what is said after the kind.
    let kinds = [
        ": base volume",
        ": read-only ",
        ": read-write ",
        ": backup, ",
    ];
    let at = kinds.iter().filter_map(|kind| title.rfind(kind)).max();
    let at = at.unwrap_or_else(|| panic!("a box has the title {title:?}"));
    let (name, words) = (&title[..at], &title[at + 2..]);
    (name.to_owned(), words.to_owned())
}

fn volume_id(element: &Element) -> u32 {
    let target = attribute(element, "data-target");
    let number = target
        .strip_prefix("volume/")
        .and_then(|id| id.parse().ok());
    number.unwrap_or_else(|| panic!("a box has the target {target:?}"))
}

/// `page 0: a0, its own page` or `page 1: a1, read through, from 2212`.
fn cell_words(page: u64, title: &str) -> String {
    let told = title.strip_prefix(&format!("page {page}: "));
    let told = told.unwrap_or_else(|| panic!("cell {page} has the title {title:?}"));
    let told = told.split("; ").next().unwrap_or(told);
    if let Some(content) = told.strip_suffix(", its own page") {
        content.to_owned()
    } else if let Some((content, from)) = told.split_once(", read through, from ") {
        format!("{content}/{from}")
    } else {
        told.to_owned()
    }
}
