//! How a page is looked at: light, dark, on a tablet, on paper, at 400 %.

use crate::visit::Visit;
use anyhow::Result;
use headless_chrome::protocol::cdp::Emulation;

/// A way of looking.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Name of its folder.
    pub name: &'static str,
    width: u32,
    height: u32,
    dark: bool,
    print: bool,
}

/// All of them. 340 pixels is a window of 1,360 at 400 %.
pub const LOOKS: [Look; 5] = [
    Look { name: "light", width: 1360, height: 900, dark: false, print: false },
    Look { name: "dark", width: 1360, height: 900, dark: true, print: false },
    Look { name: "tablet", width: 820, height: 1180, dark: false, print: false },
    Look { name: "zoom400", width: 340, height: 700, dark: false, print: false },
    Look { name: "print", width: 794, height: 1123, dark: false, print: true },
];

/// Whether only the widest and the narrowest way of looking are taken, and a kind of page once whoever shows it:
/// what a change must pass, while `cargo xtask browser` looks at everything.
pub(crate) fn short() -> bool {
    std::env::var_os("MINGZHANG_BROWSER_SHORT").is_some()
}

impl Look {
    /// Looks at a page this way.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn set(&self, visit: &Visit) -> Result<()> {
        visit.tab.call_method(Emulation::SetDeviceMetricsOverride {
            width: self.width,
            height: self.height,
            device_scale_factor: 1.0,
            mobile: false,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        })?;
        visit.tab.call_method(Emulation::SetEmulatedMedia {
            media: Some(if self.print { "print" } else { "screen" }.to_owned()),
            features: Some(vec![Emulation::MediaFeature {
                name: "prefers-color-scheme".to_owned(),
                value: if self.dark { "dark" } else { "light" }.to_owned(),
            }]),
        })?;
        Ok(())
    }
}
