//! What paints look like in the light and in the dark.

use crate::paint::Paint;

/// Warm paper, or slate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark on warm paper.
    #[default]
    Light,
    /// Light on slate.
    Dark,
}

impl Theme {
    /// The colour of a paint, as `#rrggbb` or `none`.
    #[must_use]
    pub fn color(self, paint: Paint) -> String {
        let (light, dark) = match paint {
            Paint::None => return "none".to_owned(),
            Paint::PageHue { page, version } => return self.page(page, version),
            Paint::PageEdge { page } => return self.page_edge(page),
            Paint::Paper => ("#fbfaf7", "#14171b"),
            Paint::Lane => ("#f3f1ea", "#1a1e23"),
            Paint::Surface => ("#ffffff", "#242a31"),
            Paint::ReadWriteSurface => ("#eaf5ee", "#1d3127"),
            Paint::AccentSurface => ("#fdf1da", "#3a2f1b"),
            Paint::Ink => ("#1f2430", "#eceae4"),
            Paint::Muted => ("#565e6c", "#a9b0ba"),
            Paint::Faint => ("#646c7a", "#929aa5"),
            Paint::Line => ("#c3c6cb", "#49515b"),
            Paint::Edge => ("#7d8593", "#7b8592"),
            Paint::Accent => ("#9c5a08", "#e5a63c"),
            Paint::OnAccent => ("#ffffff", "#1b1509"),
            Paint::ReadWrite => ("#257346", "#55b98a"),
            Paint::Difference => ("#c4262e", "#ff6b6b"),
            Paint::OnDifference => ("#ffffff", "#2a0808"),
            Paint::PageInk => ("#161a22", "#12151a"),
        };
        match self {
            Self::Light => light,
            Self::Dark => dark,
        }
        .to_owned()
    }

    fn page(self, page: u64, version: u32) -> String {
        let step = f64::from(version.clamp(1, 6) - 1);
        let (light, chroma) = if version == 0 {
            (0.9, 0.045)
        } else {
            (0.9 - 0.05 * step, 0.075 + 0.013 * step)
        };
        let light = if self == Self::Dark {
            light - 0.03
        } else {
            light
        };
        oklch(light, chroma, hue(page))
    }

    fn page_edge(self, page: u64) -> String {
        match self {
            Self::Light => oklch(0.45, 0.12, hue(page)),
            Self::Dark => oklch(0.97, 0.03, hue(page)),
        }
    }
}

/// Eight hues in order round the wheel, then the eight between them, then
/// those between these: neighbours differ much, none comes back soon, and all
/// keep clear of red, which means a difference.
fn hue(page: u64) -> f64 {
    let (turn, step) = (page / 8, page % 8);
    let (mut fraction, mut half, mut rest) = (0.0, 0.5, turn % 64);
    while rest > 0 {
        fraction += half * (rest % 2) as f64;
        half /= 2.0;
        rest /= 2;
    }
    50.0 + (step as f64 + fraction) * 295.0 / 8.0
}

/// A colour of the perceptual space OKLCH in sRGB, its chroma reduced until it fits.
fn oklch(lightness: f64, chroma: f64, hue_degrees: f64) -> String {
    let (sin, cos) = (sine(hue_degrees), sine(hue_degrees + 90.0));
    let mut chroma = chroma;
    loop {
        let rgb = oklab_to_linear(lightness, chroma * cos, chroma * sin);
        let fits = rgb.iter().all(|c| (-0.0005..=1.0005).contains(c));
        if fits || chroma < 0.005 {
            let [r, g, b] = rgb.map(|c| (encode(c.clamp(0.0, 1.0)) * 255.0).round() as u8);
            return format!("#{r:02x}{g:02x}{b:02x}");
        }
        chroma -= 0.005;
    }
}

/// The sine of an angle in degrees. Its series does for colours, gives the same bits on
/// every machine, and is a tenth of the library's.
fn sine(degrees: f64) -> f64 {
    let turned = degrees - 360.0 * ((degrees + 180.0) / 360.0).floor();
    let x = turned.to_radians();
    let (mut term, mut sum, mut n) = (x, x, 1.0);
    while n < 23.0 {
        term *= -x * x / ((n + 1.0) * (n + 2.0));
        sum += term;
        n += 2.0;
    }
    sum
}

/// Björn Ottosson's OKLab to linear sRGB.
fn oklab_to_linear(l: f64, a: f64, b: f64) -> [f64; 3] {
    let long = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

fn encode(linear: f64) -> f64 {
    if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * power_5_12(linear) - 0.055
    }
}

/// `x` to the power of 5/12, for `x` from 0.003 to 1: the cube root, by Newton's method, of
/// its power of 5/4. It gives the same bits on every machine too.
fn power_5_12(x: f64) -> f64 {
    let cube = x * x.sqrt().sqrt();
    let mut root = 1.0;
    for _ in 0..16 {
        root -= (root - cube / (root * root)) / 3.0;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::{power_5_12, sine};

    #[test]
    fn sine_and_power_agree_with_the_library() {
        for n in 0..=1000 {
            let x = 0.003_130_8 + f64::from(n) / 1000.0 * (1.0 - 0.003_130_8);
            assert!((power_5_12(x) - x.powf(5.0 / 12.0)).abs() < 1e-12, "{x}");
            let degrees = f64::from(n) - 100.0;
            let exact = degrees.to_radians().sin();
            assert!((sine(degrees) - exact).abs() < 1e-9, "{degrees}");
        }
    }
}
