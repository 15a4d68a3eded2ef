//! Volumes that a command makes, or gives up, on its way: their names are known before they
//! exist, and given to them as soon as they do, for recovery may have to finish the command.

use cowpath_engine::ids::VolumeId;

use super::{Machine, rules};
use crate::language::Name;
use crate::outcome::Refused;

/// Volumes that are to be made, with their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Births(Vec<(VolumeId, String)>);

impl Births {
    /// The volume made next is called so.
    pub(super) fn next(&mut self, machine: &Machine, name: String) {
        let made = machine.engine.volumes_created();
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push((VolumeId(made.saturating_add(number)), name));
    }

    /// Whether a volume is to be called so.
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(_, promised)| promised == name)
    }
}

impl Machine {
    /// Promises the volume that is made next this name.
    pub(super) fn promise(&self, births: &mut Births, name: &Name) -> Result<(), Refused> {
        self.names.check_free(name)?;
        if births.has(name.as_str()) {
            return Err(rules::name_taken_twice(name));
        }
        births.next(self, name.as_str().to_owned());
        Ok(())
    }

    /// Promises the volume that is made next the name of another one with a number after it.
    pub(super) fn promise_numbered(&self, births: &mut Births, of: &str) -> Result<(), Refused> {
        let mut numbered = (1_u64..).map(|number| format!("{of}~{number}"));
        let free = |name: &String| self.names.id(name).is_none() && !births.has(name);
        let name = numbered.find(free);
        let name = name.expect("invariant: there are more numbers than volumes");
        let name = Name::new(name.clone()).map_err(|_| rules::made_name_too_long(&name))?;
        births.next(self, name.as_str().to_owned());
        Ok(())
    }

    /// Names the promised volumes that exist by now.
    pub(super) fn name_born(&mut self, births: &mut Births) {
        let made = self.engine.volumes_created();
        births.0.retain_mut(|(id, name)| {
            let exists = id.0 < made;
            if exists {
                self.names.insert(*id, std::mem::take(name));
            }
            !exists
        });
    }

    /// Frees the names of volumes that do not live any more.
    pub(super) fn bury(&mut self) -> Vec<String> {
        let known = self.names.living().keys().copied();
        let lives = |id: &VolumeId| self.engine.volume(*id).is_some();
        let dead: Vec<VolumeId> = known.filter(|id| !lives(id)).collect();
        dead.into_iter().map(|id| self.forget(id)).collect()
    }
}
