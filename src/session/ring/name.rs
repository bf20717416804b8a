//! How a ring is called.

/// A ring's name, and what is typed to mean it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingName {
    /// What the ring itself has as its name.
    pub bare: String,
    /// As it was typed.
    pub typed: String,
    /// What is typed beside it to say where it is.
    pub options: Box<str>,
    /// What is typed beside it to rotate it with its service; empty for one without a service.
    pub delivery: Box<str>,
    /// What is typed to mean all rings of its place; empty where the options do, or for those of this machine.
    pub place: Box<str>,
}

impl RingName {
    /// Of a ring on this machine.
    pub fn local(name: &str) -> Self {
        let (bare, typed) = (name.to_owned(), name.to_owned());
        Self { bare, typed, options: Box::default(), delivery: Box::default(), place: Box::default() }
    }

    /// A command that does something else with the same ring; `rest` with a space before it, or empty.
    pub fn command(&self, verb: &str, rest: &str) -> String {
        format!("authctl key {verb} {}{rest}{}", self.typed, self.options)
    }

    /// A rotation, with its service if it has one; `rest` as in [`RingName::command`].
    pub fn rotation(&self, rest: &str) -> String {
        self.command("rotate", &format!("{rest}{}", self.delivery))
    }

    /// The command that lists it with its neighbours.
    pub fn list(&self) -> String {
        format!("authctl key list{}{}", self.place, self.options)
    }
}

impl std::fmt::Display for RingName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.typed)
    }
}
