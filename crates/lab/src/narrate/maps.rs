//! `maps` in sentences: the words of a file server beside the project's own.

use cowpath_engine::maps::Role;

use super::words::{bytes, count, list, sentence};
use crate::outcome::{MapStep, Maps, role_text, runs_text};

pub(super) fn tell(maps: &Maps) -> Vec<String> {
    let (name, production) = (&maps.volume, &maps.production);
    let save = &maps.save_volume;
    let mut told = vec![match maps.data {
        Role::Clone => format!(
            "A file server calls the base volume {name} a production file system. Its blocks lie \
             in a clone volume, where writes land in place and which needs no map."
        ),
        Role::Old => format!(
            "A file server calls {name} a read-only copy of the production file system \
             {production}. Its bit map says which pages have old data in blocks of the save \
             volume, and its block map says in which."
        ),
        Role::New => format!(
            "A file server calls {name} a read-write copy of the production file system \
             {production}. A write of a client takes a block of the save volume for the new data: \
             the second bit map says for which pages, and the second block map in which block."
        ),
    }];
    if maps.data != Role::Clone {
        let entries = maps.bit_map.pages();
        told.push(format!(
            "{} set of {}: {}. The bit map takes {}, the block map {}; the exception tables, \
             which say the same, take {}.",
            sentence(&format!(
                "{} {}",
                count(entries, "bit"),
                if entries == 1 { "is" } else { "are" }
            )),
            maps.pages,
            runs_text(&maps.bit_map),
            bytes(maps.bit_map_bytes),
            bytes(maps.block_map_bytes),
            bytes(maps.table_bytes)
        ));
        let step = |step: &MapStep| match step.data {
            Role::Clone => format!("the clone volume of {}", step.volume),
            data => format!("{} of {}", role_text(data), step.volume),
        };
        let order: Vec<String> = maps.read_order.iter().map(step).collect();
        told.push(format!("A read looks at {}, in this order.", list(order)));
    }
    if let Some(pending) = &maps.pending {
        let (pages, source) = (runs_text(&pending.pages), &pending.source);
        told.push(match pending.looks {
            true => format!(
                "A restore runs: pages {pages} wait, and what {name} does not hold of them is \
                 read from {source}."
            ),
            false => format!(
                "A restore runs: pages {pages} wait, and {production} reads them from {source}; \
                 the snapshot of before reads the clone volume's own blocks."
            ),
        });
    }
    told.push(format!(
        "All copies of {production} share one save volume: {} in use, {} of old data and {} of \
         new data{}.",
        count(save.blocks, "block"),
        save.old,
        save.new,
        match save.both {
            0 => String::new(),
            both => format!(", {both} of both"),
        }
    ));
    told
}
