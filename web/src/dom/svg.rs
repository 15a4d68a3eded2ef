//! The keyed patcher. It owns the children of one `<svg>` and makes them show a [`Scene`]:
//! items are matched by key, and only attributes that changed are set.

use std::collections::HashMap;

use cowpath_scene::{Element as Drawn, Item, Scene, Theme};
use web_sys::{Document, Element, Node};

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// An `<svg>` and what it shows.
pub struct Patcher {
    root: Element,
    document: Document,
    theme: Theme,
    shown: HashMap<String, Shown>,
    generation: u32,
}

struct Shown {
    element: Element,
    item: Item,
    drawn: Drawn,
    seen: u32,
}

impl Patcher {
    /// A patcher of `root`, whose children it takes over.
    pub fn new(root: Element) -> Option<Self> {
        let document = root.owner_document()?;
        root.set_text_content(None);
        Some(Self {
            root,
            document,
            theme: Theme::Light,
            shown: HashMap::new(),
            generation: 0,
        })
    }

    /// The `<svg>`.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// Shows the scene. The `<svg>`'s own size and view box are left to others.
    pub fn show(&mut self, scene: &Scene, theme: Theme) {
        let repaint = theme != self.theme;
        self.theme = theme;
        self.generation = self.generation.wrapping_add(1);
        set(&self.root, "aria-label", &scene.describe);
        for item in &scene.items {
            self.show_item(item, repaint);
        }
        self.forget_unseen();
        self.put_in_order(scene);
    }

    fn show_item(&mut self, item: &Item, repaint: bool) {
        let generation = self.generation;
        if let Some(shown) = self.shown.get_mut(&item.key) {
            if !repaint && shown.item == *item {
                shown.seen = generation;
                return;
            }
            let drawn = item.element(self.theme);
            if drawn.tag == shown.drawn.tag {
                change(&self.document, &shown.element, &shown.drawn, &drawn);
                shown.item.clone_from(item);
                shown.drawn = drawn;
                shown.seen = generation;
                return;
            }
            shown.element.remove();
        }
        let drawn = item.element(self.theme);
        let Ok(element) = self.document.create_element_ns(Some(NAMESPACE), drawn.tag) else {
            return;
        };
        set(&element, "data-key", &item.key);
        let nothing = Drawn {
            tag: drawn.tag,
            attributes: Vec::new(),
            text: None,
            title: None,
        };
        change(&self.document, &element, &nothing, &drawn);
        let shown = Shown {
            element,
            item: item.clone(),
            drawn,
            seen: generation,
        };
        self.shown.insert(item.key.clone(), shown);
    }

    fn forget_unseen(&mut self) {
        let generation = self.generation;
        self.shown.retain(|_, shown| {
            let keep = shown.seen == generation;
            if !keep {
                shown.element.remove();
            }
            keep
        });
    }

    fn put_in_order(&self, scene: &Scene) {
        let mut next: Option<Node> = self.root.first_child();
        for item in &scene.items {
            let Some(shown) = self.shown.get(&item.key) else {
                continue;
            };
            let node: &Node = &shown.element;
            if next
                .as_ref()
                .is_some_and(|next| next.is_same_node(Some(node)))
            {
                next = node.next_sibling();
            } else {
                // It can fail only if somebody else removed `next`; the picture is then
                // out of order until the next one.
                let _ = self.root.insert_before(node, next.as_ref());
            }
        }
    }
}

/// Sets what differs between two drawings with the same tag.
fn change(document: &Document, element: &Element, old: &Drawn, new: &Drawn) {
    for (name, value) in &new.attributes {
        let had = old.attributes.iter().find(|(known, _)| known == name);
        if had.is_none_or(|(_, known)| known != value) {
            set(element, name, value);
        }
    }
    for (name, _) in &old.attributes {
        if !new.attributes.iter().any(|(known, _)| known == name) {
            // It cannot fail for a valid name.
            let _ = element.remove_attribute(name);
        }
    }
    if old.text == new.text && old.title == new.title {
        return;
    }
    element.set_text_content(new.text.as_deref());
    if let Some(words) = &new.title
        && let Ok(title) = document.create_element_ns(Some(NAMESPACE), "title")
    {
        title.set_text_content(Some(words));
        let _ = element.insert_before(&title, element.first_child().as_ref());
    }
}

/// Sets an attribute; names are ours, so it cannot fail.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}
