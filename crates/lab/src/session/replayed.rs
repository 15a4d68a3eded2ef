//! A replayed trace as the beginning of a document.

use cowpath_engine::image::{self, ImageError};
use cowpath_engine::{Engine, ids::VolumeId};

use super::Session;
use crate::language::{Command, Document, Replay, SyntaxError, parse_document};
use crate::machine::Machine;
use crate::outcome::{Done, Outcome};
use crate::replay::Report;

/// What replaying a trace made.
#[derive(Debug, Clone)]
pub struct Replayed {
    command: Replay,
    image: Vec<u8>,
    names: Vec<(VolumeId, String)>,
    report: Option<Box<Report>>,
}

impl Replayed {
    /// The result of a `replay` command: the tree as an image, and the names of its living volumes
    /// in order of creation.
    ///
    /// # Errors
    /// [`ImageError`], where the bytes are not an image.
    pub fn new(command: Replay, image: Vec<u8>, names: &[String]) -> Result<Self, ImageError> {
        let engine: Engine = image::load(&image)?;
        let ids = engine.volumes().map(|volume| volume.id);
        let names = ids.zip(names.iter().cloned()).collect();
        Ok(Self {
            command,
            image,
            names,
            report: None,
        })
    }

    /// The same with the replay's counts, which are the outcome of its command then.
    #[must_use]
    pub fn with_report(mut self, report: Report) -> Self {
        self.report = Some(Box::new(report));
        self
    }

    /// Whether it is the result of this command.
    #[must_use]
    pub fn is_of(&self, command: &Replay) -> bool {
        self.command == *command
    }

    pub(super) fn machine(&self) -> Machine {
        let Ok(engine) = image::load(&self.image) else {
            unreachable!("the image was read when it came");
        };
        Machine::from_engine(engine, self.names.iter().cloned())
    }

    pub(super) fn outcome(&self) -> Outcome {
        match &self.report {
            Some(report) => Outcome::Replay(report.clone()),
            None => Outcome::Done(Done::default()),
        }
    }
}

impl Session {
    /// A document of one command, `replay …`, standing after it.
    #[must_use]
    pub fn from_replay(replayed: Replayed) -> Self {
        let command = Command::Replay(replayed.command.clone());
        Self::run_document(&Document::new([command], []), Some(replayed))
    }

    /// Opens a document that begins with a replayed trace: its `replay` command gives this result.
    ///
    /// # Errors
    /// Every syntax error of the text, and then nothing has run.
    pub fn open_replayed(text: &str, replayed: Replayed) -> Result<Self, Vec<SyntaxError>> {
        Ok(Self::run_document(&parse_document(text)?, Some(replayed)))
    }
}
