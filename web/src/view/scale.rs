//! Where commands are on the line.

use cowpath_lab::session::Session;

/// Where commands are on the line: shares of its length, 0 for the beginning.
pub struct Scale(Vec<f64>);

impl Scale {
    /// The places of a session's line. What there is nothing to look at in, an `expect` that
    /// holds, stands at the command before it.
    pub fn of(session: &Session) -> Self {
        let count = session.line().len();
        let total = session.scenes(count).max(1) as f64;
        let mut passed = 0;
        let mut places = vec![0.0];
        for command in 1..=count {
            passed += usize::from(session.is_scene(command));
            places.push(passed as f64 / total);
        }
        Self(places)
    }

    /// Where a command is complete.
    pub fn of_command(&self, command: usize) -> f64 {
        self.0.get(command).copied().unwrap_or(1.0)
    }

    /// The command that is complete nearest to a share of the line.
    pub fn nearest(&self, share: f64) -> usize {
        let after = self.0.partition_point(|at| *at < share);
        let before = after.saturating_sub(1);
        if share - self.of_command(before) <= self.of_command(after) - share {
            before
        } else {
            after.min(self.0.len() - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cowpath_lab::session::Session;

    #[test]
    fn a_share_of_the_line_finds_the_nearest_command() {
        let text = "volume v pages 4 page 4KiB levels 2x2\nwrite v 0 \"a\"\nread v 0\n";
        let session = Session::open(text).expect("the text is right");
        let scale = Scale::of(&session);
        assert_eq!(scale.nearest(0.0), 0);
        assert_eq!(scale.nearest(0.4), 1);
        assert_eq!(scale.nearest(1.0), 3);
        for command in 0..=3 {
            assert_eq!(scale.nearest(scale.of_command(command)), command);
        }
        assert_eq!(Scale::of(&Session::new()).nearest(0.7), 0);
    }
}
