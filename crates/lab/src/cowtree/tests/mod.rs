//! What is saved is loaded; what is cut or changed is refused, with the place.

mod errors;
mod maps;

use cowpath_engine::check::check;
use cowpath_engine::ids::PageNo;
use cowpath_engine::projection::Outline;
use cowpath_engine::space;

use super::{CHECKSUM_BYTES, load, save, seal};
use crate::language::{parse_command, parse_document};
use crate::machine::Machine;
use crate::run::Runner;
use crate::scenarios;

fn machine(text: &str) -> Machine {
    let document = parse_document(text).expect("a document");
    let keep_going = Runner {
        keep_going: true,
        ..Runner::default()
    };
    keep_going.outcomes(&document).1
}

/// A tree whose snapshots share pages, one deleted, under a name that needs quotes.
fn sample() -> Machine {
    machine(
        "volume base pages 60 page 512B levels 4x4x4\nvolume \"käse 2\" pages 8 page 4KiB levels 8\n\
         write base 3 \"a\"\nross s1 of base\nwrite base 3 \"b\"\nross s2 of base\nrwss w of s1\n\
         write w 3 \"x\"\nross t of w\nrwss v of s1\nrwss u of s1\nwrite w 4 \"y\"\nwrite \"käse 2\" 0 hex:00ff\ndelete s1\n\
         ross n1 of base tree nightly\nross h1 of base tree \"häufig\"\nwrite base 9 \"n\"\n\
         schedule k of \"käse 2\" every 3 writes keep 2\n\
         schedule d of base every 1d daily 2 tree nightly\nschedule e of w on \"the end\"\n\
         at 30h\nwrite \"käse 2\" 1 \"x\"\ndelete h1\n",
    )
}

#[track_caller]
fn assert_same(loaded: &Machine, machine: &Machine) {
    let mut outline = Outline::of(machine.engine());
    // Skip pointers are hints, and stay behind.
    for volume in outline.volumes.values_mut() {
        volume.hints.clear();
    }
    assert_eq!(Outline::of(loaded.engine()), outline);
    assert_eq!(loaded.names(), machine.names());
    assert_eq!(loaded.engine().policy(), machine.engine().policy());
    assert_eq!(loaded.kept(), machine.kept());
    assert!(check(loaded.engine()).ok());
    for volume in machine.engine().volumes() {
        let space = |machine: &Machine| space::of(machine.engine(), volume.id);
        assert_eq!(space(loaded), space(machine), "{volume:?}");
        for page in (0..volume.pages.min(1000)).map(PageNo) {
            let shown = |machine: &Machine| machine.engine().peek(volume.id, page);
            assert_eq!(shown(loaded), shown(machine), "{page:?} of {volume:?}");
        }
    }
}

#[test]
fn volumes_come_back_with_names_and_sharing() {
    let shared = sample();
    let pages = |machine: &Machine| {
        let ids = machine.engine().volumes().map(|volume| volume.id);
        let spaces = ids.filter_map(|id| space::of(machine.engine(), id));
        spaces.map(|space| space.shared_pages).sum::<u64>()
    };
    assert!(pages(&shared) > 0, "the sample shares pages");
    let mut machines = vec![Machine::new(), shared];
    machines.extend(
        scenarios::all()
            .iter()
            .map(|scenario| machine(scenario.text)),
    );
    for machine in machines {
        let bytes = save(&machine);
        let loaded = load(&bytes).expect("its own file");
        assert_same(&loaded, &machine);
        assert_eq!(save(&loaded), bytes, "the same volumes, the same bytes");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_refused() {
    let bytes = save(&sample());
    for end in 0..bytes.len() {
        let refused = load(&bytes[..end]).expect_err("it is cut");
        assert!(refused.at <= end, "cut at {end}: {refused}");
    }
    for at in 0..bytes.len() {
        for flip in [1, 0x40, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            assert!(load(&changed).is_err(), "byte {at} changed by {flip}");
        }
    }
}

/// Changes of the body with a checksum that fits them are refused, or harmless.
#[test]
fn what_is_sealed_again_is_refused_or_whole() {
    let bytes = save(&sample());
    let body = &bytes[..bytes.len() - CHECKSUM_BYTES];
    let mut refused = 0;
    for at in 0..body.len() {
        for flip in [1, 0x40, 0x80] {
            let mut changed = body.to_vec();
            changed[at] ^= flip;
            match load(&seal(changed)) {
                Ok(machine) => {
                    assert!(check(machine.engine()).ok());
                    assert_eq!(machine.names().len(), machine.engine().volumes().count());
                }
                Err(error) => {
                    assert!(error.at <= bytes.len(), "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > body.len(), "only {refused} of {}", 3 * body.len());
}

/// Clock, schedules and snapshot trees go on where they were.
#[test]
fn what_was_saved_goes_on_as_the_first_would() {
    let mut machine = sample();
    let mut loaded = load(&save(&machine)).expect("its own file");
    for line in [
        "write \"käse 2\" 2 \"y\"",
        "write \"käse 2\" 3 \"z\"",
        "at 50h",
        "trigger \"the end\"",
        "ross n2 of base tree nightly",
        "ross h2 of base tree \"häufig\"",
        "at 100h",
        "tree",
        "space",
        "unschedule k",
    ] {
        let command = parse_command(line).expect(line);
        let first = machine.apply(&command, &mut ()).expect(line);
        let then = loaded.apply(&command, &mut ()).expect(line);
        assert_eq!(then, first, "{line}");
    }
    assert_eq!(save(&loaded), save(&machine));
}
