//! Tree files with names, checksum and image. The bytes are tried as they are, and once more with a
//! checksum that fits them. What loads is saved as the same file, and a history goes on from it.

use cowpath_engine::check::check;
use cowpath_lab::cowtree::{self, CHECKSUM_BYTES, MAGIC};
use cowpath_lab::machine::Machine;
use cowpath_lab::outcome::Outcome;
use cowpath_lab::session::Session;

/// Memory that a file may ask for, in bytes.
const MEMORY_BYTES: u64 = 16 << 20;

/// Loads, saves, and goes on.
pub fn run(bytes: &[u8]) {
    as_it_is(bytes);
    // The fuzzer changes what stands between the magic word and the checksum.
    let start = MAGIC.len().min(bytes.len());
    let end = bytes.len().saturating_sub(CHECKSUM_BYTES).max(start);
    let body = [MAGIC.as_slice(), &bytes[start..end]].concat();
    as_it_is(&cowtree::seal(body));
}

fn as_it_is(bytes: &[u8]) {
    let machine = match cowtree::load_within(bytes, MEMORY_BYTES) {
        Ok(machine) => machine,
        Err(error) => {
            assert!(
                error.at <= bytes.len() && !error.message.is_empty(),
                "{error}"
            );
            return;
        }
    };
    assert!(check(machine.engine()).ok());
    assert_eq!(machine.names().len(), machine.engine().volumes().count());
    let saved = cowtree::save(&machine);
    let again = cowtree::load_within(&saved, MEMORY_BYTES).expect("its own file");
    assert_eq!(again.names(), machine.names());
    assert_eq!(cowtree::save(&again), saved, "saving twice");
    goes_on(machine);
}

fn goes_on(machine: Machine) {
    let named: Option<String> = machine.names().values().next().cloned();
    let safe = machine.engine().policy().faults.is_empty();
    let mut session = Session::on(machine);
    for command in ["tree", "space", "check"] {
        let item = session.submit(command).expect("looking is never refused");
        assert!(!item.outcome.text().is_empty());
        if let Outcome::Check(check) = &item.outcome {
            assert!(check.ok || !safe, "{check:?}");
        }
    }
    if let Some(name) = named {
        let name = cowpath_lab::outcome::name_text(&name);
        let dump = session.submit(&format!("dump {name}"));
        assert!(dump.is_ok(), "{name}: {dump:?}");
        // Refused or not: nothing may break, unless a rule that prevents it is off.
        let _ = session.submit(&format!("read {name} 0"));
    }
    session.to_start();
    session.to_end();
    assert!(!safe || check(session.engine()).ok());
}
