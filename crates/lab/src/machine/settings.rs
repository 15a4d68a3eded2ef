//! `set`: the language's policies as the engine's.

use cowpath_engine::faults::Rule;
use cowpath_engine::policy::{
    DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy,
};

use crate::language::{self, Setting};

/// The same policies with one setting changed.
pub(super) fn changed(mut policy: Policy, setting: Setting) -> Policy {
    match setting {
        Setting::Push(mode) => {
            policy.push = match mode {
                language::PushMode::Copy => PushMode::Copy,
                language::PushMode::Share => PushMode::Share,
                language::PushMode::Redirect => PushMode::Redirect,
            }
        }
        Setting::Hints(hints) => {
            policy.hints = match hints {
                language::Hints::On => Hints::On,
                language::Hints::Value => Hints::Value,
                language::Hints::Off => Hints::Off,
            }
        }
        Setting::HintFill(fill) => {
            policy.hint_fill = match fill {
                language::HintFill::Read => HintFill::Read,
                language::HintFill::Push => HintFill::Push,
            }
        }
        Setting::Delete(mode) => {
            policy.delete = match mode {
                language::DeleteMode::Merge => DeletePolicy::Merge,
                language::DeleteMode::Strict => DeletePolicy::Strict,
            }
        }
        Setting::Full(mode) => {
            policy.full = match mode {
                language::WhenFull::Fail => FullPolicy::Fail,
                language::WhenFull::Stale => FullPolicy::Stale,
            }
        }
        Setting::Refresh(mode) => {
            policy.refresh = match mode {
                language::WhenRefreshed::Refuse => RefreshPolicy::Refuse,
                language::WhenRefreshed::Keep => RefreshPolicy::Keep,
            }
        }
        Setting::ChangeLog(on) => policy.change_log = on,
        Setting::Fault { fault, on } => {
            let rule = Rule::named(fault.name());
            let rule = rule.expect("invariant: the language knows the engine's rules alone");
            policy.faults = policy.faults.with(rule, on);
        }
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::{Rule, language};

    #[test]
    fn the_language_has_the_engine_s_rules() {
        let known: Vec<&str> = language::Fault::all().map(language::Fault::name).collect();
        assert_eq!(known, Rule::ALL.map(|(_, name, _)| name));
    }
}
