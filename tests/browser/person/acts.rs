//! The verbs: typing, clicking, pressing keys.

use cowpath_web::msg::Msg;
use cowpath_web::testids as id;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent,
    KeyboardEventInit, MouseEvent, MouseEventInit, PointerEvent, PointerEventInit, WheelEvent,
    WheelEventInit,
};

use super::Person;

impl Person {
    /// Puts a text into the command line, without running it.
    pub async fn types(&self, text: &str) {
        let field: HtmlInputElement = self.element(id::COMMAND_INPUT).unchecked_into();
        field.focus().expect("a field takes the focus");
        field.set_value(text);
        fire(&field, &bubbling("input"));
        self.rest().await;
    }

    /// Types a command and presses Enter.
    pub async fn runs(&self, command: &str) {
        self.runs_without_rest(command).await;
        self.rest().await;
    }

    /// Types a command and presses Enter, and does not wait for what it shows.
    pub async fn runs_without_rest(&self, command: &str) {
        self.types(command).await;
        self.press_at(&self.element(id::COMMAND_INPUT), "Enter");
    }

    /// Presses a key in the command line.
    pub async fn presses_in_the_command_line(&self, key: &str) {
        self.press_at(&self.element(id::COMMAND_INPUT), key);
        self.rest().await;
    }

    /// Presses a key with the focus on the picture.
    pub async fn presses_in_the_picture(&self, key: &str) {
        self.press_at(&self.element(id::TREE_SVG), key);
        self.rest().await;
    }

    /// Presses a key with the focus nowhere.
    pub async fn presses(&self, key: &str) {
        let body = super::document().body().expect("a page has a body");
        self.press_at(&body, key);
        self.rest().await;
    }

    /// Presses Ctrl with a key.
    pub async fn presses_control(&self, key: &str, shift: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_ctrl_key(true);
        init.set_shift_key(shift);
        let body = super::document().body().expect("a page has a body");
        fire(&body, &key_event(&init));
        self.rest().await;
    }

    /// Presses a key with the focus on what has this test id; whether the page took it, so that
    /// the browser does nothing of its own.
    pub async fn presses_at(&self, testid: &str, key: &str) -> bool {
        let taken = self.press_at(&self.element(testid), key);
        self.rest().await;
        taken
    }

    fn press_at(&self, element: &Element, key: &str) -> bool {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        let event = key_event(&init);
        fire(element, &event);
        event.default_prevented()
    }

    /// Clicks what has this test id.
    pub async fn clicks(&self, testid: &str) {
        self.clicks_on(&self.element(testid)).await;
    }

    /// Clicks an element.
    pub async fn clicks_on(&self, element: &Element) {
        click(element);
        self.rest().await;
    }

    /// Moves the pointer onto an element.
    pub async fn points_at(&self, element: &Element) {
        fire(element, &bubbling("pointerenter"));
        self.rest().await;
    }

    /// Clicks what has this test id, and does not wait for what it shows.
    pub fn clicks_without_rest(&self, testid: &str) {
        click(&self.element(testid));
    }

    /// Clicks the box of a volume in the picture.
    pub async fn clicks_volume(&self, name: &str) {
        self.clicks_on(&self.volume(name).element).await;
    }

    /// Clicks a page of a volume in the picture.
    pub async fn clicks_cell(&self, volume: &str, page: u64) {
        let id = self.volume(volume).id;
        let cell = self.drawn(&format!("vol/{id}/cell/{page}"));
        self.clicks_on(&cell.expect("the cell is drawn")).await;
    }

    /// Clicks the bare paper of the picture.
    pub async fn clicks_the_paper(&self) {
        self.clicks_on(&self.element(id::TREE_SVG)).await;
    }

    /// Chooses in a menu.
    pub async fn chooses(&self, testid: &str, value: &str) {
        let menu: HtmlSelectElement = self.element(testid).unchecked_into();
        menu.set_value(value);
        assert_eq!(menu.value(), value, "{testid} offers {value}");
        fire(&menu, &bubbling("change"));
        self.rest().await;
    }

    /// Opens the text of a scenario, as from a file.
    pub async fn opens_text(&self, title: &str, text: &str) {
        self.app.send(Msg::OpenText {
            title: title.to_owned(),
            text: text.to_owned(),
        });
        self.rest().await;
    }

    /// Fills a field of a form.
    pub async fn fills(&self, testid: &str, value: &str) {
        self.slides(testid, value).await;
    }

    /// Lists more of what can be done, where that is not listed yet.
    pub async fn shows_more(&self) {
        if self.finds(id::VERBS).is_none() {
            self.clicks(id::MORE).await;
        }
    }

    /// Moves a slider.
    pub async fn slides(&self, testid: &str, value: &str) {
        let slider: HtmlInputElement = self.element(testid).unchecked_into();
        slider.set_value(value);
        fire(&slider, &bubbling("input"));
        self.rest().await;
    }

    /// Presses the pointer on an element at a share of its width and height, moves it by
    /// so many px and lets it go.
    pub async fn drags(&self, testid: &str, at: (f64, f64), by: (f64, f64)) {
        let element = self.element(testid);
        let around = element.get_bounding_client_rect();
        let from = (
            around.left() + around.width() * at.0,
            around.top() + around.height() * at.1,
        );
        let to = (from.0 + by.0, from.1 + by.1);
        point(&element, "pointerdown", from);
        if by != (0.0, 0.0) {
            point(&element, "pointermove", to);
        }
        point(&element, "pointerup", to);
        click(&element);
        self.rest().await;
    }

    /// Turns the wheel over the picture: up is nearer.
    pub async fn turns_the_wheel(&self, delta: f64) {
        let stage = self.element(id::STAGE);
        let around = stage.get_bounding_client_rect();
        let init = WheelEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_delta_y(delta);
        init.set_client_x((around.left() + around.width() / 2.0) as i32);
        init.set_client_y((around.top() + around.height() / 2.0) as i32);
        let event = WheelEvent::new_with_event_init_dict("wheel", &init);
        fire(&stage, &event.expect("the event is in order"));
        self.rest().await;
    }
}

fn click(element: &Element) {
    // A person's click gives the focus to a button.
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = MouseEvent::new_with_mouse_event_init_dict("click", &init);
    fire(element, &event.expect("the event is in order"));
}

fn point(element: &Element, kind: &str, at: (f64, f64)) {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_pointer_id(1);
    init.set_is_primary(true);
    init.set_client_x(at.0 as i32);
    init.set_client_y(at.1 as i32);
    let event = PointerEvent::new_with_event_init_dict(kind, &init);
    fire(element, &event.expect("the event is in order"));
}

fn key_event(init: &KeyboardEventInit) -> Event {
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", init);
    event.expect("the event is in order").into()
}

fn bubbling(kind: &str) -> Event {
    let init = EventInit::new();
    init.set_bubbles(true);
    Event::new_with_event_init_dict(kind, &init).expect("the event is in order")
}

fn fire(element: &Element, event: &Event) {
    element
        .dispatch_event(event)
        .expect("an element takes events");
}
