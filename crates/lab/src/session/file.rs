//! A history as a `.cow` file and back: the current line, and the other branches as
//! `#~ after N:` lines. Comments stay.

use cowpath_engine::sorted::SortedMap;

use super::{Node, NodeId, Replayed, Session};
use crate::cowtree;
use crate::language::{Body, Command, Document, Line, SyntaxError, VERSION, parse_document};
use crate::machine::Machine;

impl Session {
    /// Opens a file and runs its current line; stands at its end. Refused commands stay in the
    /// line and are marked.
    ///
    /// # Errors
    /// Every syntax error of the text, and then nothing has run.
    pub fn open(text: &str) -> Result<Self, Vec<SyntaxError>> {
        Ok(Self::run_document(&parse_document(text)?, None))
    }

    /// Opens a file whose history begins with the volumes of a machine, as of a tree file.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_on(machine: Machine, text: &str) -> Result<Self, Vec<SyntaxError>> {
        let document = parse_document(text)?;
        Ok(Self::on(machine).run_all(&document))
    }

    /// The volumes at the position as a tree file; `None` within a command.
    #[must_use]
    pub fn tree_file(&self) -> Option<Vec<u8>> {
        self.is_settled().then(|| cowtree::save(self.machine()))
    }

    /// The history as a `.cow` file. Volumes that it began with are not in it.
    #[must_use]
    pub fn save(&self) -> String {
        self.document().to_string()
    }

    pub(super) fn run_document(document: &Document, replayed: Option<Replayed>) -> Self {
        let session = Self {
            replayed,
            ..Self::default()
        };
        session.run_all(document)
    }

    /// An empty history with a document's commands, its current line run.
    fn run_all(mut self, document: &Document) -> Self {
        let count = self.read(document);
        self.extend((0..count).map(NodeId));
        self.to_end();
        self
    }

    /// Takes a document's history; gives how many commands its current line has.
    fn read(&mut self, document: &Document) -> usize {
        let mut lead = Vec::new();
        let mut others = Vec::new();
        for line in &document.lines {
            let comment = line.comment.clone();
            let (after, command) = match &line.body {
                Body::Blank => {
                    lead.push(comment);
                    continue;
                }
                Body::Version(_) => {
                    lead.extend(comment.map(Some));
                    continue;
                }
                Body::Command(command) => (self.nodes.len(), command),
                Body::Branch { after, command } => (*after, command),
            };
            let node = Node {
                parent: after.checked_sub(1).map(NodeId),
                command: command.clone(),
                line_no: Some(line.line_no),
                lead: std::mem::take(&mut lead),
                comment,
            };
            match line.body {
                Body::Branch { .. } => others.push(node),
                _ => self.nodes.push(node),
            }
        }
        self.tail = lead;
        let count = self.nodes.len();
        self.nodes.append(&mut others);
        count
    }

    fn document(&self) -> Document {
        let mut lines = Vec::new();
        let mut add = |body: Body, comment: Option<String>| {
            lines.push(Line {
                line_no: lines.len() + 1,
                body,
                comment,
            });
        };
        add(Body::Version(VERSION), None);
        let mut put = |lead: &[Option<String>], body: Option<Body>, comment: &Option<String>| {
            for above in lead {
                add(Body::Blank, above.clone());
            }
            if let Some(body) = body {
                add(body, comment.clone());
            }
        };
        let mut numbers: SortedMap<NodeId, usize> = SortedMap::new();
        for item in &self.line {
            let node = &self.nodes[item.node.0];
            let body = Body::Command(node.command.clone());
            put(&node.lead, Some(body), &node.comment);
            numbers.insert(item.node, numbers.len() + 1);
        }
        put(&self.tail, None, &None);
        for (id, node) in (0..).map(NodeId).zip(&self.nodes) {
            if numbers.contains_key(&id) {
                continue;
            }
            let after = node.parent.map_or(0, |parent| numbers[&parent]);
            let command: Command = node.command.clone();
            put(
                &node.lead,
                Some(Body::Branch { after, command }),
                &node.comment,
            );
            numbers.insert(id, numbers.len() + 1);
        }
        Document { lines }
    }
}
