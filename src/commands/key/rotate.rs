//! `authctl key rotate`.

mod words;

use self::words::handed_out_before;
use super::deliver::{Delivery, DeliveryFlags, Undelivered};
use crate::commands::arguments::{seconds, seconds_with_unit, whole_seconds};
use crate::commands::named_ring::{NamedRing, RingArgument};
use crate::commands::ring::{now, unusable};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::host::signals::LastWords;
use crate::keys::rotation::{Refusal, Rotation};
use crate::keys::{AliveTokens, Key, Ring};
use crate::session;
use crate::session::delivery::Deliveries;
use crate::session::ring::{Change, Name, RingKeeper};
use std::time::Duration;

const EXAMPLES: &str = "authctl key rotate api
authctl key rotate api --activate-after 1h --grace 7d
authctl key rotate api --if-due --every 30d          # in cron
authctl key rotate api --env-file .env --env-name JWT_SECRET --then 'systemctl reload api'
authctl key rotate api --dry-run";

const FORESEEN: &str = "Nothing was changed; this is what would happen:";

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
    /// Take a --grace that ends before tokens of the old key do, this machine's clock where the ring was changed by one that
    /// says a later time, and the loss of a secret in the file that no ring knows
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &RotateArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let delivery = arguments.delivery.delivery()?;
    let named = NamedRing::find(&arguments.ring, context)?;
    let keeper = named.keeper(context)?;
    match delivery {
        Some(delivery) => arguments
            .delivered(&delivery, &keeper, context)
            .map_err(|failure| arguments.with_delivery(failure, &keeper.name)),
        None => arguments.rotated(&named, &keeper, context),
    }
}

impl RotateArgs {
    fn rotated(
        &self,
        named: &NamedRing,
        keeper: &RingKeeper<'_>,
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        let (seen, now) = self.seen(keeper, context)?;
        if !self.is_wanted(&seen, now) {
            return Ok(self.not_due(&seen, now));
        }
        let fresh = seen.fresh_key().map_err(|why| unusable(&why))?;
        let rotate = |ring: &Ring| match self.is_wanted(ring, now) {
            true => ring.rotated(fresh.clone(), self.rotation(), now).map(Some),
            false => Ok(None),
        };
        let (before, after) = match self.dry_run {
            true => keeper.try_out(rotate)?,
            false => self.changed(keeper, &seen, rotate)?,
        };
        Ok(match after {
            Some(after) => handed_out_before(&before, named)
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
        let step = self.step(delivery, &deliveries, &ring, now)?;
        let new = step.known(&ring, now);
        if !self.force {
            delivery.check_lost(&ring, new, now)?;
        }
        let mut outcome = match step {
            Step::Nothing => self.not_due(&ring, now),
            step if self.dry_run => self.foreseen(&step, delivery, &keeper.name, &ring, now)?,
            step => self.held(&step, delivery, &deliveries, keeper, &ring, context)?,
        };
        outcome.json["delivery"] = delivery.object();
        Ok(outcome)
    }

    /// The ring, and the time. By a clock that is too far behind it an older key would sign, and be delivered.
    fn seen(
        &self,
        keeper: &RingKeeper<'_>,
        context: &Context<'_>,
    ) -> Result<(Ring, i64), session::ring::Error> {
        let (ring, now) = (keeper.load()?, now(context));
        let checked = if self.force { Ok(()) } else { ring.check_clock(now) };
        checked.map_err(|refusal| session::ring::Error::refused(&keeper.name, refusal))?;
        Ok((ring, now))
    }

    /// No signal ends what is begun. Ctrl-C ends the command as well, as one that failed.
    fn held(
        &self,
        step: &Step,
        delivery: &Delivery<'_>,
        deliveries: &Deliveries,
        keeper: &RingKeeper<'_>,
        ring: &Ring,
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        let words = LastWords::new("The rotation is not over; the same command goes on with it.");
        let _held = context.host.terminal.hold();
        if let Step::New = step {
            self.announce(keeper, ring, now(context))?;
        }
        let carried_out = self.carried_out(delivery, deliveries, keeper, context);
        words.change(match &carried_out {
            Ok(outcome) => outcome.talk.join(" "),
            Err(failure) => {
                format!(
                    "{}.",
                    [std::slice::from_ref(&failure.message), &failure.details[..]].concat().join("; ")
                )
            }
        });
        carried_out
    }

    fn step(
        &self,
        delivery: &Delivery<'_>,
        deliveries: &Deliveries,
        ring: &Ring,
        now: i64,
    ) -> Result<Step, Failure> {
        let is_there = delivery.has(ring, ring.active(now), now)? && !delivery.is_begun(deliveries)?;
        Ok(match ring.awaiting() {
            Some(_) => Step::Again,
            None if self.is_wanted(ring, now) => Step::New,
            None if !is_there => Step::Again,
            None => Step::Nothing,
        })
    }

    /// Makes a key that awaits its delivery, unless another run was first.
    fn announce(&self, keeper: &RingKeeper<'_>, ring: &Ring, now: i64) -> Result<(), Failure> {
        let fresh = ring.fresh_key().map_err(|why| unusable(&why))?;
        self.changed(keeper, ring, |ring| match self.is_wanted(ring, now) {
            true => ring.announced(fresh.clone(), self.rotation(), now).map(Some),
            false => Ok(None),
        })?;
        Ok(())
    }

    /// The service gets the key that awaits it, or else the one that signs.
    fn carried_out(
        &self,
        delivery: &Delivery<'_>,
        deliveries: &Deliveries,
        keeper: &RingKeeper<'_>,
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        let now = now(context);
        let ring = &keeper.hand_out(|ring| vec![wanted(ring, now).kid.clone()], now)?;
        let new = wanted(ring, now);
        let told = match delivery.carry_out(deliveries, keeper, ring, new, context) {
            Err(Undelivered { why, is_back }) => {
                return Err(match new.awaits_delivery() {
                    true if is_back => take_back(delivery, keeper, new, why, context),
                    true => why.detail(format!(
                        "key {} awaits its delivery: the same command goes on with it",
                        new.kid
                    )),
                    false => why,
                });
            }
            Ok(told) => told,
        };
        let outcome = match new.awaits_delivery() {
            true => return self.marked(delivery, deliveries, keeper, (ring, new, told), context),
            false => self.not_rotated(ring).say(format!("Key {} signs already.", new.kid)),
        };
        Ok(told.into_iter().fold(outcome, Outcome::say))
    }

    /// The key that a service has signs from now on.
    fn marked(
        &self,
        delivery: &Delivery<'_>,
        deliveries: &Deliveries,
        keeper: &RingKeeper<'_>,
        (ring, new, told): (&Ring, &Key, Vec<String>),
        context: &Context<'_>,
    ) -> Result<Outcome, Failure> {
        let (kid, now) = (&new.kid, now(context));
        let (before, after) = keeper.change(|ring| unless_done(ring.delivered(kid, self.rotation(), now)))?;
        let marked = after.unwrap_or(before);
        if is_delivered(&marked, kid) {
            return Ok(told.into_iter().fold(self.told(ring, &marked, kid, now), Outcome::say));
        }
        // another machine could not deliver it, and took it back meanwhile: the service gets the one that signs
        let marked = keeper.hand_out(|ring| vec![ring.active(now).kid.clone()], now)?;
        let active = marked.active(now);
        let meanwhile = format!(
            "Key {kid} was taken back meanwhile by a machine that could not deliver it; key {} signs.",
            active.kid
        );
        match delivery.carry_out(deliveries, keeper, &marked, active, context) {
            Ok(told) => {
                let outcome = self.not_rotated(&marked).say(meanwhile);
                Ok(told.into_iter().fold(outcome, Outcome::say))
            }
            Err(undelivered) => Err(undelivered.why.detail(meanwhile)),
        }
    }

    /// What a run would come to that has something to do.
    fn foreseen(
        &self,
        step: &Step,
        delivery: &Delivery<'_>,
        name: &Name,
        ring: &Ring,
        now: i64,
    ) -> Result<Outcome, Failure> {
        let refused = |refusal| session::ring::Error::refused(name, refusal);
        let outcome = match (step, ring.awaiting()) {
            (_, Some(new)) => {
                let after = ring.delivered(&new.kid, self.rotation(), now).map_err(refused)?;
                self.told(ring, &after, &new.kid, now)
            }
            (Step::New, None) => {
                let fresh = ring.fresh_key().map_err(|why| unusable(&why))?;
                let announced = ring.announced(fresh, self.rotation(), now).map_err(refused)?;
                let kid = wanted(&announced, now).kid.clone();
                let after = announced.delivered(&kid, self.rotation(), now).map_err(refused)?;
                self.told(ring, &after, &kid, now)
            }
            (_, None) => self
                .not_rotated(ring)
                .say(FORESEEN)
                .say(format!("Key {} signs already.", ring.active(now).kid)),
        };
        Ok(delivery.foreseen(ring, step.known(ring, now), now)?.into_iter().fold(outcome, Outcome::say))
    }

    /// Whoever wants a rotation when one is due is content with that of somebody else; whoever wants one now is told of it.
    fn changed(
        &self,
        keeper: &RingKeeper<'_>,
        seen: &Ring,
        change: impl FnMut(&Ring) -> Change,
    ) -> Result<(Ring, Option<Ring>), session::ring::Error> {
        if self.if_due { keeper.change(change) } else { keeper.change_once(seen, change) }
    }

    fn is_wanted(&self, ring: &Ring, now: i64) -> bool {
        self.every.is_none_or(|every| ring.is_due(seconds(every), now))
    }

    fn rotation(&self) -> Rotation {
        Rotation {
            grace: self.grace.map(seconds),
            activate_after: seconds(self.activate_after),
            alive: if self.force { AliveTokens::GivenUp } else { AliveTokens::Kept },
        }
    }
}

/// What is to be done about the file.
enum Step {
    /// A new secret.
    New,
    /// A secret that is there already, and not in the file.
    Again,
    Nothing,
}

impl Step {
    /// The key that the service is to have, where there is one already.
    fn known<'r>(&self, ring: &'r Ring, now: i64) -> Option<&'r Key> {
        match self {
            Self::New => None,
            Self::Again | Self::Nothing => Some(wanted(ring, now)),
        }
    }
}

/// The key that a service is to have: the one that awaits it, or else the one that signs.
fn wanted(ring: &Ring, now: i64) -> &Key {
    // another machine may have changed it since the clock was read
    ring.awaiting().unwrap_or_else(|| ring.active(now.max(ring.changed_at)))
}

/// The key that could not be delivered does not sign; what is told of that beside why it could not.
fn take_back(
    delivery: &Delivery<'_>,
    keeper: &RingKeeper<'_>,
    new: &Key,
    why: Failure,
    context: &Context<'_>,
) -> Failure {
    let kid = &new.kid;
    match keeper.change(|ring| unless_done(ring.withdrawn(kid, now(context)))) {
        Ok((ring, None)) if is_delivered(&ring, kid) => why
            .detail(format!(
                "another machine has delivered key {kid} meanwhile: it signs, and {} has the secret before it",
                delivery.file()
            ))
            .hint("the same command with --if-due --every 30d delivers the key that signs"),
        Ok((_, None)) => why.detail(format!("key {kid} was taken back or revoked meanwhile: it does not sign")),
        Ok((_, Some(_))) => why
            .detail(format!("key {kid} is taken back: it does not sign"))
            .hint(format!("the same command takes key {kid} again once that is mended")),
        Err(error) => why.detail(format!("key {kid} still awaits its delivery: {error}")),
    }
}

fn is_delivered(ring: &Ring, kid: &str) -> bool {
    ring.keys().iter().any(|key| key.kid == kid && key.is_delivered())
}

/// Another run may have done the same meanwhile.
fn unless_done(changed: Result<Ring, Refusal>) -> Change {
    match changed {
        Err(Refusal::Already { .. } | Refusal::NoSuchKey(_)) => Ok(None),
        changed => changed.map(Some),
    }
}
