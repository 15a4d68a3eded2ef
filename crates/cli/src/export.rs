//! `cowpath export`: the volumes of a file at a position, as a tree file or in a form that other
//! programs read.

use std::process::ExitCode;

use clap::{Args, ValueEnum, ValueHint};
use cowpath_engine::check::check;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_lab::cowtree;
use cowpath_lab::interop::thin::{Pool, View};
use cowpath_lab::outcome::name_text;

use crate::at::At;
use crate::files::{Source, beginning, check_free, write_new};
use crate::moment::Moment;
use crate::status::{Failure, Status, tell};

/// Options of `export`.
#[derive(Args)]
pub struct Options {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE.cow", value_hint = ValueHint::FilePath)]
    file: String,
    /// Where it goes; `-` is standard output
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    output: String,
    /// What is written
    #[arg(long, value_enum, default_value_t = Format::Cowtree)]
    format: Format,
    /// Begin with the volumes of this tree file, as `cowpath export` writes it
    #[arg(long, value_name = "IN.cowtree", value_hint = ValueHint::FilePath)]
    on: Option<String>,
    /// After which command, from 1; 0 is the empty beginning [default: the end]
    #[arg(long, value_name = "N")]
    at: Option<usize>,
    /// With thin-xml: a volume of the tree that is written, where there are several trees
    #[arg(long, value_name = "NAME")]
    volume: Option<String>,
    /// Write over OUT if it exists
    #[arg(long)]
    force: bool,
}

/// The forms.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// All trees with their data and tables, for `cowpath import` and `--on`
    Cowtree,
    /// One tree as dm-thin metadata, for thin_restore: a device for each volume
    ThinXml,
}

/// Writes the file. A refused command on the way ends with status 1 and no file; an expectation
/// that fails is told, and the file is written.
pub fn export(options: &Options) -> Result<ExitCode, Failure> {
    let source = Source::read(&options.file)?;
    let document = source.parse()?;
    check_free(&options.output, options.force)?;
    let at = options.at.map(|command| At {
        command,
        step: None,
    });
    let beginning = beginning(options.on.as_deref())?;
    let Some(moment) = Moment::reach(&source.name, &document, at, beginning)? else {
        return Ok(Status::Refused.into());
    };
    match options.format {
        Format::Cowtree if options.volume.is_some() => {
            let message = "--volume chooses a tree of --format thin-xml; a tree file holds all";
            return Err(Failure::new(message));
        }
        Format::Cowtree => {
            if moment.machine.is_frozen() {
                tell(format_args!(
                    "{}: no tree file between the steps of an operation: finish it first",
                    source.name
                ));
                return Ok(Status::Refused.into());
            }
            if let Some(broken) = check(moment.machine.engine()).broken.first() {
                // With a rule switched off that is no defect, and in no case a file to go on from.
                tell(format_args!(
                    "{}: no tree file of a broken state: {}: {}",
                    source.name, broken.invariant, broken.detail
                ));
                return Ok(match moment.machine.is_faulted() {
                    true => Status::Refused.into(),
                    false => Status::Broken.into(),
                });
            }
            let file = cowtree::save(&moment.machine);
            write_new(&options.output, file, options.force)?;
        }
        Format::ThinXml => thin_xml(&moment, options)?,
    }
    Ok(moment.tell_failed(&source.name).into())
}

/// Writes the metadata, and tells which device is which volume: the form has no names.
fn thin_xml(moment: &Moment, options: &Options) -> Result<(), Failure> {
    let member = match &options.volume {
        Some(name) => moment.volume(name)?,
        None => only_base(moment)?,
    };
    let pool = Pool::of(moment.machine.engine(), member, View::Shown);
    let pool = pool.map_err(|error| Failure::new(error.to_string()))?;
    write_new(&options.output, pool.to_string(), options.force)?;
    for device in &pool.devices {
        let name = moment.names.get(&device.volume).map(|name| name_text(name));
        tell(format_args!(
            "device {}: {}",
            device.number(),
            name.unwrap_or_default()
        ));
    }
    Ok(())
}

/// The base of the tree that is meant where there is no choice.
fn only_base(moment: &Moment) -> Result<VolumeId, Failure> {
    let volumes = moment.machine.engine().volumes();
    let bases = volumes.filter(|volume| volume.kind == Kind::Base);
    let bases: Vec<VolumeId> = bases.map(|volume| volume.id).collect();
    match bases[..] {
        [only] => Ok(only),
        [] => Err(Failure::new("there is no volume at this position")),
        _ => {
            let names = bases.iter().filter_map(|id| moment.names.get(id));
            let names: Vec<String> = names.map(|name| name_text(name)).collect();
            Err(Failure::new(format!(
                "there are several trees: say which with --volume, out of {}",
                names.join(", ")
            )))
        }
    }
}
