//! The branches of a history, and changing to another one.

use cowpath_engine::sorted::SortedMap;

use super::{Branch, NodeId, Session};

impl Session {
    /// The kept futures that are not on the current line: one for each last command, in the order
    /// in which those were made.
    #[must_use]
    pub fn branches(&self) -> Vec<Branch> {
        let mut on_line: SortedMap<NodeId, usize> = SortedMap::new();
        on_line.extend((1..).zip(&self.line).map(|(n, item)| (item.node, n)));
        let mut has_child = vec![false; self.nodes.len()];
        for node in &self.nodes {
            if let Some(parent) = node.parent {
                has_child[parent.0] = true;
            }
        }
        let tips = (0..self.nodes.len()).map(NodeId);
        tips.filter(|tip| !has_child[tip.0] && !on_line.contains_key(tip))
            .map(|tip| {
                let mut nodes = vec![];
                let mut at = Some(tip);
                while let Some(node) = at.filter(|node| !on_line.contains_key(node)) {
                    nodes.push(node);
                    at = self.nodes[node.0].parent;
                }
                nodes.reverse();
                Branch {
                    after: at.map_or(0, |node| on_line[&node]),
                    tip,
                    texts: nodes.iter().map(|node| self.text_of(*node)).collect(),
                    nodes,
                }
            })
            .collect()
    }

    /// Makes the path to a command the current line, and stands at its end. Does nothing for a
    /// command that is not in the history.
    pub fn switch(&mut self, tip: NodeId) {
        if tip.0 >= self.nodes.len() {
            return;
        }
        let mut path: Vec<NodeId> =
            std::iter::successors(Some(tip), |node| self.nodes[node.0].parent).collect();
        path.reverse();
        let pairs = path.iter().zip(&self.line);
        let common = pairs.take_while(|(node, item)| **node == item.node).count();
        if common == path.len() {
            self.seek(self.settled(self.scene_at(common)));
            return;
        }
        self.rewind(common);
        self.cut(common);
        self.extend(path.split_off(common));
        self.to_end();
    }

    /// Ends the current line after command `command`; what came after stays in the history.
    pub(super) fn cut(&mut self, command: usize) {
        self.line.truncate(command);
        self.checkpoints.cut(command);
    }

    fn text_of(&self, node: NodeId) -> String {
        self.nodes[node.0].command.to_string()
    }
}
