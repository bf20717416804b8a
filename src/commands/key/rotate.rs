//! `authctl key rotate`.

mod words;

use self::words::{failure, handed_out_before, last_words};
use super::deliver::{Delivery, DeliveryFlags, ServiceFile};
use super::handover::{Handover, Plan, Wanted};
use crate::commands::arguments::{seconds, seconds_with_unit, whole_seconds};
use crate::commands::ring::unusable;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::host::signals::LastWords;
use crate::keys::rotation::Rotation;
use crate::keys::{AliveTokens, OwnClock, Ring};
use crate::session;
use crate::session::ring::RingKeeper;
use serde_json::Value;
use std::time::Duration;

const EXAMPLES: &str = "authctl key rotate api
authctl key rotate api --activate-after 1h --grace 7d
authctl key rotate api --if-due --every 30d          # in cron
authctl key rotate api --env-file .env --env-name JWT_SECRET --then 'systemctl reload api'
authctl key rotate api --dry-run";

/// Put a new key in the place of the one that signs
///
/// Tokens of the old key are taken for as long as they can be alive, at least for a day. With --activate-after the new key is
/// known to those who verify before it signs: they can fetch it in the meantime. Each change of the ring is one write: whoever is
/// killed leaves the old ring or the new one.
///
/// With --env-file the new secret goes to where a service reads it, and signs once it is there. That is several changes: what a
/// run that was killed left undone the next one does. With --if-due the file gets the secret that signs also where another machine
/// has rotated, and loses that of a key before it that was revoked or is over.
/// The file is left alone where another user could have a different one written: where the way to it leads through a link
/// that others can change, or it has another name.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RotateArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// How long tokens of the old key are taken from then on [default: 24h, or as long as they live]
    #[arg(long, value_name = "TIME", value_parser = whole_seconds)]
    grace: Option<Duration>,
    /// After how long the new key signs
    #[arg(long, value_name = "TIME", value_parser = whole_seconds, default_value = "0s", conflicts_with = "env_file")]
    activate_after: Duration,
    /// Only when the key that signs has done so for the time of --every; else nothing happens
    #[arg(long, requires = "every")]
    if_due: bool,
    /// How long a key signs, with --if-due
    #[arg(long, value_name = "TIME", value_parser = seconds_with_unit, requires = "if_due")]
    every: Option<Duration>,
    #[command(flatten)]
    delivery: DeliveryFlags,
    /// Say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Take this machine's clock for right where the ring was changed by one that says a later time
    #[arg(long)]
    trust_clock: bool,
    /// Also with a --grace that ends before tokens of the old key do
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &RotateArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let delivery = arguments.delivery.delivery()?;
    let mut named = RingEntry::find(&arguments.ring, context)?;
    // a rotation that is proposed goes to the service as well
    named.name.delivery = arguments.delivery.typed().into();
    let keeper = named.keeper(context)?;
    match delivery {
        Some(delivery) => arguments.delivered(&delivery, &keeper, context),
        None => arguments.rotated(&named, &keeper, context),
    }
}

impl RotateArgs {
    fn rotated(
        &self,
        named: &RingEntry,
        keeper: &RingKeeper<'_>,
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        let (seen, now) = self.seen(keeper, context)?;
        let wanted = self.wanted();
        if !wanted.is_due(&seen, now) {
            return Ok(self.not_due(&seen, now));
        }
        let fresh = seen.fresh_key().map_err(|why| unusable(&why))?;
        let rotate = |ring: &Ring| match wanted.is_due(ring, now) {
            true => ring.rotated(fresh.clone(), wanted.rotation, now).map(Some),
            false => Ok(None),
        };
        let (before, after) = match self.dry_run {
            true => keeper.try_out(rotate)?,
            false => wanted.change(keeper, &seen, rotate)?,
        };
        Ok(match after {
            Some(after) => handed_out_before(&before, named, self.every)
                .into_iter()
                .fold(self.told(&before, &after, &fresh.kid, now), Outcome::say),
            None => self.not_due(&before, now),
        })
    }

    /// Makes a key, takes its secret to the service, and then lets it sign; whoever is killed leaves something that the next
    /// run goes on with.
    fn delivered(
        &self,
        delivery: &Delivery<'_>,
        keeper: &RingKeeper<'_>,
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        // another run may deliver while this one waits
        let seen = keeper.load()?;
        let deliveries = keeper.lock_delivery()?;
        let (ring, now) = self.seen(keeper, context)?;
        if !self.if_due {
            keeper.check_unchanged(&seen, &ring)?;
        }
        let service = ServiceFile { delivery, deliveries: &deliveries, context };
        let (clock, wanted) = (&context.host.clock, self.wanted());
        let handover = Handover { keeper, marks: &deliveries, service: &service, clock, wanted };
        let plan = handover.plan(&ring, || ring.fresh_key().map_err(|why| unusable(&why)))?;
        Ok(match plan {
            None => delivered(self.not_due(&ring, now), delivery.object(None)),
            Some(plan) => self.carried_out(&plan, delivery, &handover, context)?,
        })
    }

    /// Nothing is changed for a file that cannot have the secret, or would lose another one.
    fn carried_out(
        &self,
        plan: &Plan,
        delivery: &Delivery<'_>,
        handover: &Handover<'_, ServiceFile<'_>>,
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        let now = context.host.clock.unix();
        let change = delivery.planned(&plan.announced, plan.key(), now)?;
        delivery.check_lost(&change, &plan.announced, plan.key(), now)?;
        delivery.check_command(context)?;
        if self.dry_run {
            let (told, foreseen) = (delivery.foreseen(&change), handover.foreseen(plan)?);
            return Ok(told
                .into_iter()
                .fold(delivered(self.told_of(&foreseen, now), delivery.object(None)), Outcome::say));
        }
        let words = LastWords::new("The rotation is not over; the same command goes on with it.");
        // no signal ends what is begun: it ends the command of --then, as one that failed
        let _held = context.host.terminal.hold();
        let outcome = handover.run(plan).map(|(done, served)| {
            if let Some(why) = &served.unnoted {
                let line = format!("{why}; the next run runs the command once more");
                context.host.terminal.warn("delivery_not_noted", &line);
            }
            let outcome = self.told_of(&done, context.host.clock.unix());
            let outcome = delivered(outcome, delivery.object(Some(&served.written)));
            served.written.told.into_iter().fold(outcome, Outcome::say)
        });
        let outcome = outcome.map_err(|stopped| failure(stopped, delivery));
        words.change(last_words(&outcome));
        outcome
    }

    /// The ring, and the time. By a clock that is too far behind it an older key would sign, and be delivered.
    fn seen(
        &self,
        keeper: &RingKeeper<'_>,
        context: &Context<'_>,
    ) -> Result<(Ring, i64), session::ring::Error> {
        let (ring, now) = (keeper.load()?, context.host.clock.unix());
        let checked = if self.trust_clock { Ok(()) } else { ring.check_clock(now) };
        checked.map_err(|refusal| keeper.refused(refusal))?;
        Ok((ring, now))
    }

    fn wanted(&self) -> Wanted {
        let rotation = Rotation {
            grace: self.grace.map(seconds),
            activate_after: seconds(self.activate_after),
            alive: if self.force { AliveTokens::GivenUp } else { AliveTokens::Kept },
            clock: if self.trust_clock { OwnClock::Trusted } else { OwnClock::Checked },
        };
        Wanted { rotation, due: self.every.map(seconds) }
    }
}

fn delivered(mut outcome: Outcome, delivery: Value) -> Outcome {
    outcome.json["delivery"] = delivery;
    outcome
}
