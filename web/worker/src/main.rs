//! The web worker: it replays one trace or searches one set of operations, slice by slice, and
//! looks at its messages between two slices. Nothing else is in this module: the engine here is
//! built for speed.

mod search;

use std::cell::Cell;
use std::rc::Rc;

use cowpath_bridge::object::{get, message};
use cowpath_bridge::{carried, now_ms, said};
use cowpath_lab::replay::{FromWorker as Said, Pass, Replay, ReplayError, Start, ToWorker};
use cowpath_lab::search::messages::Ask;
use cowpath_lab::trace::{PREFIX_BYTES, recognise};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

/// Bytes read at a time.
const READ_BYTES: u64 = 1 << 20;
/// How long it works before it looks at its messages and tells how far it is.
const TURN_MS: f64 = 60.0;

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    report_panics();
    let stop = Rc::new(Cell::new(false));
    let own = scope.clone();
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hear(&own, &stop, &event.data());
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    post(&scope, &message(&[("type", &"Ready".into())]));
}

fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        let told: JsValue = info.to_string().into();
        if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
            post(
                &scope,
                &message(&[("type", &"Broke".into()), ("message", &told)]),
            );
        }
    }));
}

fn hear(scope: &DedicatedWorkerGlobalScope, stop: &Rc<Cell<bool>>, data: &JsValue) {
    if get(data, "type").and_then(|it| it.as_string()).as_deref() == Some("Search") {
        if let Some(ask) = said::<Ask>(data) {
            spawn_local(search::search(scope.clone(), ask));
        }
        return;
    }
    match said::<ToWorker>(data) {
        Some(ToWorker::Start(start)) => {
            let Some(file) = get(data, "file").and_then(|it| it.dyn_into::<Blob>().ok()) else {
                return;
            };
            stop.set(false);
            let (scope, stop) = (scope.clone(), stop.clone());
            spawn_local(async move {
                if let Err(error) = replay(&scope, &file, start, &stop).await {
                    say(&scope, &Said::failed(&error));
                }
            });
        }
        Some(ToWorker::Cancel) => stop.set(true),
        None => {}
    }
}

async fn replay(
    scope: &DedicatedWorkerGlobalScope,
    file: &Blob,
    start: Start,
    stop: &Cell<bool>,
) -> Result<(), ReplayError> {
    let total = file.size() as u64;
    let format = match start.format {
        Some(format) => format,
        None => recognise(&slice(file, 0, PREFIX_BYTES as u64).await?, total)?,
    };
    let mut replay = Replay::new(format, start.options);
    let mut window = Window {
        from: 0,
        bytes: Vec::new(),
    };
    let mut turn_ms = now_ms();
    loop {
        if stop.get() {
            if replay.pass() == Pass::Scan {
                say(scope, &Said::Cancelled);
                return Ok(());
            }
            replay.stop("it was stopped by hand");
        }
        window.move_to(file, replay.position(), total).await?;
        let at_end = window.from + window.bytes.len() as u64 >= total;
        if replay.feed(window.rest(replay.position()), at_end)?.done {
            break;
        }
        if now_ms() - turn_ms > TURN_MS {
            say(scope, &Said::Progress(replay.progress(total)));
            pause().await;
            turn_ms = now_ms();
        }
    }
    let (said, image) = Said::finished(replay.finish()?, &start.name);
    post_finished(scope, &said, &image);
    Ok(())
}

/// The part of the file that is in memory.
struct Window {
    from: u64,
    bytes: Vec<u8>,
}

impl Window {
    fn rest(&self, position: u64) -> &[u8] {
        let skip = usize::try_from(position.saturating_sub(self.from)).unwrap_or(usize::MAX);
        &self.bytes[skip.min(self.bytes.len())..]
    }

    /// Reads on when less than a slice is left after `position`.
    async fn move_to(&mut self, file: &Blob, position: u64, total: u64) -> Result<(), ReplayError> {
        let end = self.from + self.bytes.len() as u64;
        let enough = cowpath_lab::replay::SLICE_BYTES_MIN as u64;
        let inside = position >= self.from && position <= end;
        if inside && (end >= total || end - position >= enough) && !self.bytes.is_empty() {
            return Ok(());
        }
        self.bytes = slice(file, position, (position + READ_BYTES).min(total)).await?;
        self.from = position;
        Ok(())
    }
}

async fn slice(file: &Blob, from: u64, to: u64) -> Result<Vec<u8>, ReplayError> {
    let unreadable = || ReplayError::Input("the file changed or went away".to_owned());
    cowpath_bridge::read(file, from, to)
        .await
        .ok_or_else(unreadable)
}

/// Lets messages in.
async fn pause() {
    let promise = Promise::new(&mut |resolve, _| {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        // A worker always has timers.
        let _ = scope.set_timeout_with_callback(&resolve);
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

fn say(scope: &DedicatedWorkerGlobalScope, said: &Said) {
    if let Some(said) = carried(said) {
        post(
            scope,
            &message(&[("type", &"Said".into()), ("said", &said)]),
        );
    }
}

fn post_finished(scope: &DedicatedWorkerGlobalScope, said: &Said, image: &[u8]) {
    let Some(said) = carried(said) else {
        return;
    };
    let buffer = Uint8Array::from(image).buffer();
    let finished = message(&[
        ("type", &"Said".into()),
        ("said", &said),
        ("image", &buffer),
    ]);
    let moved: JsValue = Array::of1(&buffer).into();
    // The page may be gone.
    let _ = scope.post_message_with_transfer(&finished, &moved);
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &JsValue) {
    // The page may be gone.
    let _ = scope.post_message(message);
}
