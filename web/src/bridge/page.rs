//! The page's end of the bridge.

use cowpath_bridge::object::{get, message};
use cowpath_bridge::{carried, said};
use cowpath_lab::replay::{FromWorker as Said, Start, ToWorker};
use cowpath_lab::search::messages::{Answer, Ask};
use js_sys::Uint8Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, File, MessageEvent, WorkerOptions, WorkerType};

use super::{FromWorker, Replayed};
use crate::dom::page;

/// A worker with one replay or one search.
pub struct Worker {
    worker: web_sys::Worker,
    /// Kept, since the browser calls them.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    /// Whether the person asked it to stop.
    pub cancelled: bool,
}

impl Worker {
    /// Starts a worker and, as soon as it listens, the replay of `file` in it.
    pub fn start(
        file: File,
        start: Start,
        said: impl Fn(FromWorker) + Clone + 'static,
    ) -> Option<Self> {
        let begin = begin_message(&file, start)?;
        Self::begin(begin, read, FromWorker::Broke, said)
    }

    /// Starts a worker and, as soon as it listens, a search in it.
    pub fn search(ask: &Ask, said: impl Fn(Answer) + Clone + 'static) -> Option<Self> {
        let ask = carried(ask)?;
        let begin = message(&[("type", &"Search".into()), ("said", &ask)]);
        Self::begin(begin, read_answer, Answer::Failed, said)
    }

    fn begin<T: 'static>(
        begin: JsValue,
        read: fn(&JsValue) -> Option<T>,
        broke: fn(String) -> T,
        said: impl Fn(T) + Clone + 'static,
    ) -> Option<Self> {
        let worker = spawn()?;
        let own = worker.clone();
        let told = said.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            if is_ready(&event.data()) {
                // It fails only for data that cannot be cloned; ours can.
                let _ = own.post_message(&begin);
            } else if let Some(it) = read(&event.data()) {
                told(it);
            }
        });
        let on_error = Closure::new(move |event: ErrorEvent| {
            // An event without a message says that the script could not be loaded.
            let told = get(&event, "message").and_then(|it| it.as_string());
            let told = told.unwrap_or_else(|| "its script could not be loaded".to_owned());
            said(broke(told));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
            cancelled: false,
        })
    }

    /// Asks it to stop.
    pub fn cancel(&mut self) {
        self.cancelled = true;
        if let Some(said) = carried(&ToWorker::Cancel) {
            let cancel = message(&[("type", &"Cancel".into()), ("said", &said)]);
            let _ = self.worker.post_message(&cancel);
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// The worker, by the names of its module in the tag that the build wrote for it.
fn spawn() -> Option<web_sys::Worker> {
    let tag = page::find("script[data-worker-js][data-worker-wasm]")?;
    let base = leptos::prelude::document().base_uri().ok()??;
    let address = |name: &str| {
        let relative = tag.get_attribute(name)?;
        let absolute = web_sys::Url::new_with_base(&relative, &base).ok()?.href();
        js_sys::encode_uri_component(&absolute).as_string()
    };
    let script = format!(
        "worker.js?js={}&wasm={}",
        address("data-worker-js")?,
        address("data-worker-wasm")?
    );
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    web_sys::Worker::new_with_options(&script, &options).ok()
}

fn begin_message(file: &File, start: Start) -> Option<JsValue> {
    let said = carried(&ToWorker::Start(start))?;
    Some(message(&[
        ("type", &"Start".into()),
        ("said", &said),
        ("file", file),
    ]))
}

fn kind(data: &JsValue) -> Option<String> {
    get(data, "type")?.as_string()
}

fn is_ready(data: &JsValue) -> bool {
    kind(data).as_deref() == Some("Ready")
}

/// Why a worker broke, if it did.
fn broken(data: &JsValue) -> Option<String> {
    matches!(kind(data)?.as_str(), "BootFailed" | "Broke").then(|| {
        let told = get(data, "message").and_then(|it| it.as_string());
        told.unwrap_or_default()
    })
}

fn read_answer(data: &JsValue) -> Option<Answer> {
    match broken(data) {
        Some(told) => Some(Answer::Failed(format!("the worker broke: {told}"))),
        None => said(data),
    }
}

fn read(data: &JsValue) -> Option<FromWorker> {
    if let Some(told) = broken(data) {
        return Some(FromWorker::Broke(told));
    }
    Some(match said(data)? {
        Said::Ready => return None,
        Said::Progress(progress) => FromWorker::Progress(progress),
        Said::Failed { message, .. } => FromWorker::Failed(message),
        Said::Cancelled => FromWorker::Cancelled,
        Said::Finished {
            mut report,
            rows,
            command,
            names,
        } => {
            report.per_snapshot = rows;
            FromWorker::Finished(Box::new(Replayed {
                report: *report,
                command,
                names,
                image: Uint8Array::new(&get(data, "image")?).to_vec(),
            }))
        }
    })
}
