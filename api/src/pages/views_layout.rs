//! What every page shares: the frame around it, and the small things that appear on more than one page.
//!
//! A view is plain data, ready to print: the handler chooses the words and the links, the template only lays them out.
//! Texts are Italian, written as they must be read; `*_href` fields are paths of this server, never another site.

/// The frame of a page: header, banner, navigation, breadcrumbs, footer.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Title of the window, without the school: "Cruscotto".
    pub title: String,
    /// Full name of the school, in the header and in the title.
    pub school_name: String,
    /// Who is signed in, and in which capacity. `None` before signing in.
    pub person: Option<PersonBadge>,
    /// Present when the data are synthetic and the day is simulated: the banner on every page.
    pub demo: Option<DemoBanner>,
    /// Present when the page shows the register as of a past instant.
    pub as_of: Option<AsOfBanner>,
    /// Present when something recorded is missing from what the pages show.
    pub incomplete: Option<String>,
    /// What the person is told before anything else, with the way to it.
    pub told: Option<Link>,
    /// Main navigation, in order. Empty before signing in.
    pub nav: Vec<NavItem>,
    /// The way to this page, from the root; the last one is this page and has no link. Empty hides the bar.
    pub breadcrumbs: Vec<Crumb>,
    /// Links at the foot of every page: accessibility statement, privacy notice.
    pub footer: Vec<NavItem>,
}

/// The person who is signed in. No act and no reading is anonymous, so the page says who is looking.
#[derive(Clone, Debug, Default)]
pub struct PersonBadge {
    /// Name and surname.
    pub name: String,
    /// Capacity of this session: "Dirigente scolastica", "Docente di 3B".
    pub capacity: String,
}

/// The banner of a demo.
#[derive(Clone, Debug, Default)]
pub struct DemoBanner {
    /// The simulated day, in words: "venerdì 5 giugno 2026".
    pub day_text: String,
    /// The simulated time, `HH:MM`: "09:42".
    pub now_text: String,
}

/// The notice that a page shows a past state of the register.
#[derive(Clone, Debug, Default)]
pub struct AsOfBanner {
    /// The instant, in words: "12 marzo 2026, ore 18:00".
    pub text: String,
    /// The same page as of now, for who may see it.
    pub now_href: Option<String>,
}

/// A link of the navigation or of the footer.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    /// Text of the link.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the section being shown (`aria-current`).
    pub current: bool,
}

/// A step of the breadcrumbs.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    /// Text of the step.
    pub label: String,
    /// Where it leads; `None` for this page.
    pub href: Option<String>,
}

/// A text that leads somewhere.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Text of the link: must make sense alone.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A figure that may be questioned: the number, the list behind it, the reasons for it.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// What is counted: "Assenti oggi".
    pub label: String,
    /// The number as it must be read: "87", "43 / 48". `None` is printed as a dash: nothing is known yet.
    pub value: Option<String>,
    /// Unit after the number, if any: "ore", "%".
    pub unit: String,
    /// A short sentence under the number: "8,6 % degli iscritti".
    pub detail: String,
    /// Icon of the sprites without `it-`: "calendar", "clock", "logout", "check-circle", "user".
    pub icon: &'static str,
    /// The list behind the number.
    pub list_href: Option<String>,
    /// The events and norms that made it.
    pub why_href: Option<String>,
}

/// A norm as it is cited.
#[derive(Clone, Debug, Default)]
pub struct NormRef {
    /// Code of the provision: "Reg. ist. art. 23, c. 3".
    pub code: String,
    /// What it says, in a few words: "l'entrata dalla seconda ora conta come ore di assenza".
    pub text: String,
}

/// An event by its number.
#[derive(Clone, Debug, Default)]
pub struct EventRef {
    /// Position in the school's feed.
    pub number: u64,
    /// Where it is shown: an anchor (`#evento-1204`) only if the same page shows it, else a path with that anchor.
    pub href: String,
    /// When it was recorded, `gg/mm/aaaa hh:mm`.
    pub recorded_text: String,
    /// True if it was recorded after the instant being shown: not yet known then.
    pub later: bool,
}

/// How near a student is to the limit of hours. The text always accompanies the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Far from the limit.
    #[default]
    Within,
    /// First warning threshold passed.
    Notice,
    /// Second warning threshold passed.
    Attention,
    /// Last warning threshold passed.
    Risk,
    /// More hours than the limit allows.
    Over,
}

impl Level {
    /// The level in words.
    pub fn label(&self) -> &'static str {
        match self {
            Level::Within => "nei limiti",
            Level::Notice => "da seguire",
            Level::Attention => "attenzione",
            Level::Risk => "rischio",
            Level::Over => "oltre il limite",
        }
    }

    /// The icon beside the words.
    pub fn icon(&self) -> &'static str {
        match self {
            Level::Within => "check-circle",
            Level::Notice => "info-circle",
            Level::Attention => "warning-circle",
            Level::Risk => "warning-circle",
            Level::Over => "ban",
        }
    }

    /// The CSS modifier.
    pub fn class(&self) -> &'static str {
        match self {
            Level::Within => "ok",
            Level::Notice => "notice",
            Level::Attention => "attention",
            Level::Risk => "risk",
            Level::Over => "over",
        }
    }
}
