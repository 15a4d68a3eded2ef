//! Geometry of an item, and how it moves from one place to another.

use crate::number::number;

/// Which point of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Anchor {
    /// The left end.
    #[default]
    Start,
    /// The centre.
    Middle,
    /// The right end.
    End,
}

/// One step of a path, in absolute coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Go there without drawing.
    Move(f64, f64),
    /// A straight line.
    Line(f64, f64),
    /// A quadratic curve: control point, end.
    Quad(f64, f64, f64, f64),
    /// A cubic curve: two control points, end.
    Cubic(f64, f64, f64, f64, f64, f64),
    /// Back to the start.
    Close,
}

/// A shape in the picture's coordinates.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle with round corners.
    Rect {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        w: f64,
        /// Height.
        h: f64,
        /// Radius of the corners.
        r: f64,
    },
    /// A circle.
    Circle {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Radius.
        r: f64,
    },
    /// A path.
    Path(Vec<Segment>),
    /// A line of text.
    Text {
        /// Position of the anchor.
        x: f64,
        /// Baseline.
        y: f64,
        /// Font size.
        size: f64,
        /// Which end `x` names.
        anchor: Anchor,
        /// Whether it is bold.
        bold: bool,
        /// Whether it is monospaced.
        mono: bool,
        /// What it says.
        text: String,
    },
}

impl Shape {
    /// The same shape elsewhere.
    #[must_use]
    pub fn moved(&self, dx: f64, dy: f64) -> Self {
        let mut shape = self.clone();
        match &mut shape {
            Self::Rect { x, y, .. } | Self::Circle { x, y, .. } | Self::Text { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Self::Path(segments) => {
                for segment in segments {
                    *segment = segment.map(|x, y| (x + dx, y + dy));
                }
            }
        }
        shape
    }

    /// The shape at `t` of the way to `other`, with its content; `None` when
    /// the two have nothing in common.
    #[must_use]
    pub fn between(&self, other: &Self, t: f64) -> Option<Self> {
        let mix = |a: f64, b: f64| a + (b - a) * t;
        match (self, other) {
            (
                Self::Rect { x, y, w, h, r },
                Self::Rect {
                    x: x2,
                    y: y2,
                    w: w2,
                    h: h2,
                    r: r2,
                },
            ) => Some(Self::Rect {
                x: mix(*x, *x2),
                y: mix(*y, *y2),
                w: mix(*w, *w2),
                h: mix(*h, *h2),
                r: mix(*r, *r2),
            }),
            (
                Self::Circle { x, y, r },
                Self::Circle {
                    x: x2,
                    y: y2,
                    r: r2,
                },
            ) => Some(Self::Circle {
                x: mix(*x, *x2),
                y: mix(*y, *y2),
                r: mix(*r, *r2),
            }),
            (Self::Path(a), Self::Path(b)) if a.len() == b.len() => {
                let all = a.iter().zip(b).map(|(a, b)| a.between(b, t));
                all.collect::<Option<Vec<_>>>().map(Self::Path)
            }
            (
                Self::Text { x, y, .. },
                Self::Text {
                    x: x2,
                    y: y2,
                    size,
                    anchor,
                    bold,
                    mono,
                    text,
                },
            ) => Some(Self::Text {
                x: mix(*x, *x2),
                y: mix(*y, *y2),
                size: *size,
                anchor: *anchor,
                bold: *bold,
                mono: *mono,
                text: text.clone(),
            }),
            _ => None,
        }
    }

    /// A point that stands for the place of the shape.
    #[must_use]
    pub fn place(&self) -> (f64, f64) {
        match self {
            Self::Rect { x, y, w, h, .. } => (x + w / 2.0, y + h / 2.0),
            Self::Circle { x, y, .. } | Self::Text { x, y, .. } => (*x, *y),
            Self::Path(segments) => match segments.first() {
                Some(Segment::Move(x, y)) => (*x, *y),
                _ => (0.0, 0.0),
            },
        }
    }
}

impl Segment {
    pub(crate) fn map(self, point: impl Fn(f64, f64) -> (f64, f64)) -> Self {
        match self {
            Self::Move(x, y) => {
                let (x, y) = point(x, y);
                Self::Move(x, y)
            }
            Self::Line(x, y) => {
                let (x, y) = point(x, y);
                Self::Line(x, y)
            }
            Self::Quad(a, b, x, y) => {
                let ((a, b), (x, y)) = (point(a, b), point(x, y));
                Self::Quad(a, b, x, y)
            }
            Self::Cubic(a, b, c, d, x, y) => {
                let ((a, b), (c, d), (x, y)) = (point(a, b), point(c, d), point(x, y));
                Self::Cubic(a, b, c, d, x, y)
            }
            Self::Close => Self::Close,
        }
    }

    fn between(&self, other: &Self, t: f64) -> Option<Self> {
        let mix = |a: &f64, b: &f64| a + (b - a) * t;
        Some(match (self, other) {
            (Self::Move(x, y), Self::Move(x2, y2)) => Self::Move(mix(x, x2), mix(y, y2)),
            (Self::Line(x, y), Self::Line(x2, y2)) => Self::Line(mix(x, x2), mix(y, y2)),
            (Self::Quad(a, b, x, y), Self::Quad(a2, b2, x2, y2)) => {
                Self::Quad(mix(a, a2), mix(b, b2), mix(x, x2), mix(y, y2))
            }
            (Self::Cubic(a, b, c, d, x, y), Self::Cubic(a2, b2, c2, d2, x2, y2)) => Self::Cubic(
                mix(a, a2),
                mix(b, b2),
                mix(c, c2),
                mix(d, d2),
                mix(x, x2),
                mix(y, y2),
            ),
            (Self::Close, Self::Close) => Self::Close,
            _ => return None,
        })
    }
}

/// The `d` attribute of a path.
#[must_use]
pub fn path_data(segments: &[Segment]) -> String {
    let mut data = String::new();
    for segment in segments {
        let (letter, numbers): (char, &[f64]) = match segment {
            Segment::Move(x, y) => ('M', &[*x, *y]),
            Segment::Line(x, y) => ('L', &[*x, *y]),
            Segment::Quad(a, b, x, y) => ('Q', &[*a, *b, *x, *y]),
            Segment::Cubic(a, b, c, d, x, y) => ('C', &[*a, *b, *c, *d, *x, *y]),
            Segment::Close => ('Z', &[]),
        };
        data.push(letter);
        let words: Vec<String> = numbers.iter().map(|n| number(*n)).collect();
        data.push_str(&words.join(" "));
    }
    data
}
