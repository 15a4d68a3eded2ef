//! The inputs that fuzzing begins with, made of the project's own scenarios and trace: so they follow
//! the language and the form of tree files when these change.

use std::collections::BTreeSet;

use cowpath_engine::image;
use cowpath_lab::cowtree;
use cowpath_lab::language::{Body, Command, Document, IndexKind, parse_document};
use cowpath_lab::machine::Machine;
use cowpath_lab::trace::{Format, Op, Reader, Record, encode_cowpath};

/// Commands between two trees that are kept of a scenario.
const TREE_EVERY: usize = 12;
/// Records of the trace that are used.
const RECORDS: usize = 12;
/// Longest entry of the dictionary, in bytes.
const WORD_BYTES_MAX: usize = 24;

/// Images of a scenario's trees: at its end, and now and then on the way.
#[must_use]
pub fn images(scenario: &str) -> Vec<Vec<u8>> {
    machines(scenario)
        .iter()
        .map(|machine| image::save(machine.engine()))
        .collect()
}

/// Tree files of the same, and one of the end where every tree keeps maps.
#[must_use]
pub fn tree_files(scenario: &str) -> Vec<Vec<u8>> {
    let machines = machines(scenario);
    let with_maps = with_maps(scenario);
    machines
        .iter()
        .chain(with_maps.last())
        .map(cowtree::save)
        .collect()
}

/// The machines of a scenario whose volumes all say `index maps`.
fn with_maps(scenario: &str) -> Vec<Machine> {
    let mut document = parsed(scenario);
    for line in &mut document.lines {
        if let Body::Command(Command::Volume { index, .. }) = &mut line.body {
            *index = IndexKind::Maps;
        }
    }
    machines(&document.to_string())
}

fn parsed(scenario: &str) -> Document {
    parse_document(scenario).unwrap_or_else(|_| Document::default())
}

/// The machine of a scenario at its end, and now and then on the way.
#[must_use]
pub fn machines(scenario: &str) -> Vec<Machine> {
    let document = parsed(scenario);
    let mut machine = Machine::new();
    let mut machines = Vec::new();
    for (number, (_, command)) in document.commands().enumerate() {
        if let Err(refused) = machine.apply(command, &mut ()) {
            machine.remember(&refused);
        }
        if number % TREE_EVERY == TREE_EVERY - 1 {
            machines.push(machine.clone());
        }
    }
    machines.push(machine);
    machines
}

/// The beginning of a trace in Cowpath CSV, in every format in their order.
#[must_use]
pub fn traces(cowpath_csv: &[u8]) -> Vec<Vec<u8>> {
    let reader = Reader::new(Format::CowpathCsv, cowpath_csv);
    let records: Vec<Record> = reader.flatten().take(RECORDS).collect();
    let lines = |line: &dyn Fn(&Record) -> String| -> Vec<u8> {
        records.iter().map(line).collect::<String>().into_bytes()
    };
    let word = |record: &Record| match record.op {
        Op::Read => "Read",
        Op::Write => "Write",
    };
    vec![
        encode_cowpath(&records).into_bytes(),
        lines(&|record| {
            let ticks = record.time_us * 10;
            let (offset, length) = (record.offset_bytes, record.length_bytes);
            format!("{ticks},host,0,{},{offset},{length},5\n", word(record))
        }),
        records.iter().flat_map(vscsi_1).collect(),
        records.iter().flat_map(vscsi_2).collect(),
        lines(&|record| {
            let kind = u8::from(record.op == Op::Read);
            let (first, sectors) = (record.offset_bytes / 512, record.length_bytes.div_ceil(512));
            format!("{} 0 {first} {sectors} {kind}\n", record.time_us)
        }),
    ]
}

fn vscsi_command(record: &Record) -> u16 {
    match record.op {
        Op::Read => 0x28,
        Op::Write => 0x2a,
    }
}

fn vscsi_1(record: &Record) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    bytes.extend((record.length_bytes as u32).to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(vscsi_command(record).to_le_bytes());
    bytes.extend(0x0100_u16.to_le_bytes());
    bytes.extend((record.offset_bytes / 512).to_le_bytes());
    bytes.extend(record.time_us.to_le_bytes());
    bytes
}

fn vscsi_2(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::from(vscsi_command(record).to_le_bytes());
    bytes.extend(0x0200_u16.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend((record.length_bytes as u32).to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend((record.offset_bytes / 512).to_le_bytes());
    bytes.extend(record.time_us.to_le_bytes());
    bytes.extend([0; 8]);
    bytes
}

/// The words of some texts as a dictionary of the fuzzer.
#[must_use]
pub fn dictionary<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let is_plain = |word: &&str| {
        (2..=WORD_BYTES_MAX).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let words = texts
        .into_iter()
        .flat_map(|text| text.split([' ', '\n', '`', '|', '[', ']']));
    let words: BTreeSet<&str> = words.filter(is_plain).collect();
    words.iter().map(|word| format!("\"{word}\"\n")).collect()
}
