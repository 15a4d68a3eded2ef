//! Why the three answers of a comparison say what they say of one page.

use cowpath_engine::entry::Location;
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Held, Origin, Outline, PageView};
use cowpath_engine::sorted::SortedMap;

use super::words::{Words, content, zeros};

/// Two volumes that were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// One volume.
    pub a: VolumeId,
    /// The other.
    pub b: VolumeId,
    /// 500 when one volume is on the other's look-up path, else 550.
    pub method: u16,
    /// The upper volume (500) or the first common parent (550).
    pub common: VolumeId,
}

/// What the three answers say of one page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The method's text reports it.
    pub literal: bool,
    /// The two volumes read it from different places.
    pub location: bool,
    /// The bytes differ.
    pub content: bool,
}

impl Verdict {
    /// Whether the three answers are the same.
    #[must_use]
    pub fn agrees(self) -> bool {
        self.literal == self.location && self.location == self.content
    }
}

/// One sentence on what the answers say of a page, and why where they disagree.
#[must_use]
pub fn explain_difference(
    compared: &Compared,
    page: PageNo,
    verdict: Verdict,
    outline: &Outline,
    names: &SortedMap<VolumeId, String>,
) -> String {
    let words = Words::plain(outline, names);
    let views = Views {
        words: &words,
        compared,
        page,
        a: outline.visible(compared.a, page),
        b: outline.visible(compared.b, page),
    };
    let reason = match (verdict.literal, verdict.location, verdict.content) {
        (_, _, true) => views.differs(),
        (_, true, false) => views.equal_bytes(),
        (true, false, false) => views.same_place(),
        (false, false, false) => "no difference".to_owned(),
    };
    format!("Page {}: {reason}.", page.0)
}

/// A page as both volumes show it, where that is known.
struct Views<'a> {
    words: &'a Words<'a>,
    compared: &'a Compared,
    page: PageNo,
    a: Option<PageView<'a>>,
    b: Option<PageView<'a>>,
}

impl Views<'_> {
    fn value(view: &PageView<'_>) -> String {
        view.content.map_or_else(zeros, content)
    }

    fn differs(&self) -> String {
        let (Some(a), Some(b)) = (&self.a, &self.b) else {
            return "the bytes differ".to_owned();
        };
        format!(
            "{} shows {}, {} shows {}",
            self.words.name(self.compared.a),
            Self::value(a),
            self.words.name(self.compared.b),
            Self::value(b)
        )
    }

    /// Reported by the method, though both read one and the same stored page.
    fn same_place(&self) -> String {
        let Compared { a, b, common, .. } = *self.compared;
        let upper = self.words.name(common);
        if a == b {
            return format!("{upper} holds it, and is compared with itself");
        }
        let lower = if a == common { b } else { a };
        if self.compared.method == 500 && !self.below_holds(lower) {
            return format!(
                "only {upper}, the upper end of the path, has an exception, for a change made \
                 after it: {} reads {} there as well",
                self.words.name(lower),
                self.a.as_ref().map_or("it".to_owned(), Self::value)
            );
        }
        match &self.a {
            Some(view) => format!(
                "the entries differ, but both lead to one stored page, {} at {}",
                Self::value(view),
                self.words.place(view.location)
            ),
            None => "the entries differ, but both lead to one stored page".to_owned(),
        }
    }

    /// Whether a volume from `lower` up to but without the common one holds the page.
    fn below_holds(&self, lower: VolumeId) -> bool {
        let mut at = lower;
        while at != self.compared.common {
            let Some(seen) = self.words.seen(at) else {
                return false;
            };
            match &seen.held {
                Held::Pages(own) if own.contains_key(&self.page) => return true,
                Held::Pages(_) => {}
                // Not known for a large tree: the more general reason is given.
                Held::Density(_) => return true,
            }
            match seen.parent {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    }

    /// Stored in two places, with equal bytes.
    fn equal_bytes(&self) -> String {
        let (Some(a), Some(b)) = (&self.a, &self.b) else {
            return "stored in two places, with equal bytes".to_owned();
        };
        let value = Self::value(a);
        match (a.origin, b.origin) {
            (Some(from), Some(to)) if from == to => self.copied(&value, a, b, from),
            (Some(from), Some(to)) => format!(
                "{value} was written twice, as write {} and as write {} of this page: it lies in \
                 two places, with equal bytes",
                from.version.min(to.version),
                from.version.max(to.version)
            ),
            (None, None) if value == zeros() => {
                "never written, but a push stored its zeros in a page of their own".to_owned()
            }
            _ if value == zeros() => "zeros lie in two places, with equal bytes".to_owned(),
            _ => format!("{value} lies in two places, with equal bytes"),
        }
    }

    /// One written content, stored twice: a push copied what the volume only read.
    fn copied(&self, value: &str, a: &PageView<'_>, b: &PageView<'_>, origin: Origin) -> String {
        let copies: Vec<VolumeId> = [a, b]
            .into_iter()
            .filter(|view| {
                let ross = self.words.kind(view.holder) == Some(Kind::Ross);
                ross && view.holder != origin.volume && matches!(view.location, Location::Data(_))
            })
            .map(|view| view.holder)
            .collect();
        if copies.is_empty() {
            return format!("{value} was copied, not changed: it lies in two places");
        }
        format!(
            "{value} was copied into {} by {}, not changed: it lies in two places, with equal bytes",
            self.words.listed(&copies),
            if copies.len() == 1 {
                "a push"
            } else {
                "pushes"
            }
        )
    }
}
