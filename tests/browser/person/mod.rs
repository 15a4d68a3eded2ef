//! What a person does with the application, and what they see of it.
//!
//! All tests share one mounted application, as there is one on a page: [`Person::sits_down`]
//! opens a scenario afresh, puts every switch where it is at the start, and takes the
//! selection away. Animations are skipped unless a test asks for them.

mod acts;
mod sees;

use std::cell::OnceCell;

use cowpath_web::msg::Msg;
use cowpath_web::state::{App, Dialog, Run, Sheet};
use cowpath_web::testids as id;
use cowpath_web::theme::Choice;
use leptos::prelude::{GetUntracked, Set};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

pub use sees::title;

/// The style sheet of the site, so that the page has its real layout.
const STYLES: &str = include_str!("../../../web/styles.css");

thread_local! {
    static MOUNTED: OnceCell<(App, HtmlElement)> = const { OnceCell::new() };
}

/// Somebody in front of the application.
pub struct Person {
    app: App,
    root: HtmlElement,
}

impl Person {
    /// In front of a built-in scenario, as it is when it is opened.
    pub async fn sits_down(scenario: &str) -> Self {
        let (app, root) = MOUNTED.with(|mounted| mounted.get_or_init(mount).clone());
        let person = Self { app, root };
        person.start_over();
        app.send(Msg::OpenScenario(scenario.to_owned()));
        person.rest().await;
        person
    }

    /// In front of the end of a document of one's own.
    pub async fn opens(text: &str) -> Self {
        let person = Self::sits_down("first-steps").await;
        person.app.send(Msg::OpenText {
            title: "of one's own".to_owned(),
            text: text.to_owned(),
        });
        person.rest().await;
        person.clicks(id::TO_END).await;
        person
    }

    /// Follows a link that brings a document.
    pub async fn follows(&self, text: &str) {
        let text = String::from(js_sys::encode_uri_component(text));
        self.app.send(Msg::OpenLink(format!("#cow={text}")));
        self.rest().await;
    }

    /// In front of the first screen.
    pub async fn at_the_first_screen() -> Self {
        Self::sits_down("fig8").await
    }

    /// In front of the end of Fig. 8, with the selection and the last story gone.
    pub async fn at_the_end_of_fig_8() -> Self {
        let person = Self::at_the_first_screen().await;
        person.clicks(id::TO_END).await;
        person
    }

    /// Lets animations run, at four times their speed.
    pub fn wants_animations(&self) {
        self.app.skip.set(false);
        self.app.speed.set(4.0);
    }

    /// Waits until nothing moves and everything is drawn.
    pub async fn rest(&self) {
        cowpath_web::settled(self.app).await;
    }

    /// Whether time goes on by itself.
    pub fn is_paused(&self) -> bool {
        self.app.run.get_untracked() == Run::Paused
    }

    fn start_over(&self) {
        let app = self.app;
        app.run.set(Run::Paused);
        app.skip.set(true);
        app.still.set(false);
        app.speed.set(1.0);
        app.copying.set(None);
        app.ghosts.set(true);
        app.dialog.set(Dialog::None);
        app.sheet.set(Sheet::None);
        app.notice.set(None);
        app.wrong.set(None);
        app.picking.set(None);
        app.form.set(None);
        app.more.set(false);
        app.input.set(String::new());
        app.history.set(std::sync::Arc::default());
        while app.choice.get_untracked() != Choice::Light {
            app.send(Msg::NextTheme);
        }
    }
}

fn mount() -> (App, HtmlElement) {
    let document = document();
    let body = document.body().expect("a page has a body");
    let style = document
        .create_element("style")
        .expect("a plain tag can be made");
    style.set_text_content(Some(STYLES));
    body.append_child(&style).expect("a body takes children");
    let root: HtmlElement = document
        .create_element("div")
        .expect("a plain tag can be made")
        .unchecked_into();
    body.append_child(&root).expect("a body takes children");
    (cowpath_web::mount_app(root.clone()), root)
}

/// The page.
pub fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("the tests run in a page")
}

/// Lets this many milliseconds pass.
pub async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("the tests run in a page");
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .expect("a window has timers");
    });
    wasm_bindgen_futures::JsFuture::from(promise)
        .await
        .expect("it is never rejected");
}

/// Waits until something holds; ends the test where it never does.
pub async fn wait_until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..300 {
        if holds() {
            return;
        }
        pause(16).await;
    }
    panic!("it never came true that {what}");
}

/// Every element below `root` that a selector finds, in document order.
pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let found = root.query_selector_all(selector);
    let found = found.unwrap_or_else(|_| panic!("{selector} is no selector"));
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// An attribute that must be there.
pub fn attribute(element: &Element, name: &str) -> String {
    let value = element.get_attribute(name);
    value.unwrap_or_else(|| panic!("{} has no {name}", element.outer_html()))
}
