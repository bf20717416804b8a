//! How the demo is told: a title, the command that a person would type, what it shows.

use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::host::style::{FAINT, GOOD, NAME, STRONG};
use serde_json::{Value, json};
use std::io;
use std::time::Duration;

/// How long a person gets to read a step before the next one.
const BREATH: Duration = Duration::from_millis(700);

pub struct Story<'s, 'h> {
    context: &'s Context<'h>,
    steps: Vec<Value>,
}

impl<'s, 'h> Story<'s, 'h> {
    pub fn begin(context: &'s Context<'h>) -> Self {
        context.host.terminal.say("The whole journey on a built-in issuer. Nothing of yours is touched.");
        Self { context, steps: Vec::new() }
    }

    /// A new step; on a terminal after a moment to read the last one.
    pub async fn step(&mut self, title: &str, command: &str) -> Result<(), Failure> {
        if !self.steps.is_empty() && self.context.host.terminal.stdout_is_terminal() {
            tokio::time::sleep(BREATH).await;
        }
        self.steps.push(json!({"title": title, "command": command, "shows": []}));
        let number = self.steps.len();
        self.print(&format!("\n{STRONG}{number}  {title}{STRONG:#}\n   {NAME}$ {command}{NAME:#}\n"))
    }

    /// A line of what the command prints or does.
    pub fn shows(&mut self, line: &str) -> Result<(), Failure> {
        self.note(line);
        self.print(&format!("   {FAINT}{}{FAINT:#}\n", printable::line(line)))
    }

    /// A word about it.
    pub fn notes(&mut self, line: &str) -> Result<(), Failure> {
        self.note(line);
        self.print(&format!("   {}\n", printable::line(line)))
    }

    /// What the step comes to.
    pub fn done(&mut self, line: &str) -> Result<(), Failure> {
        self.note(line);
        self.print(&format!("   {GOOD}✓{GOOD:#} {}\n", printable::line(line)))
    }

    pub fn end(self) -> Outcome {
        Outcome::silent(json!({"steps": self.steps}))
            .say("\nThat was it. With your own issuer it begins with:\n  authctl login NAME --issuer URL --client-id ID --scope \"openid offline_access\"")
    }

    fn note(&mut self, line: &str) {
        if let Some(shows) = self.steps.last_mut().and_then(|step| step["shows"].as_array_mut()) {
            shows.push(line.into());
        }
    }

    fn print(&self, text: &str) -> Result<(), Failure> {
        if self.context.globals.json {
            return Ok(());
        }
        self.context.host.terminal.page(text).or_else(|why| match why.kind() {
            io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(Failure::new(Kind::Other, "stdout", format!("cannot write to stdout: {why}"))),
        })
    }
}
