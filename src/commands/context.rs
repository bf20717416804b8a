//! What a verb is handed besides its own arguments.

use super::{Again, Globals};
use crate::config::{self, ConfigFile, Layer, Origin, Settings, names};
use crate::failure::{Failure, Kind};
use crate::host::Host;
use crate::host::files;
use crate::host::folders::Folders;
use crate::http::Http;
use crate::store::{KeySource, Places, StoreKind, lock};
use jiff::Timestamp;
use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

/// One run: the machine, the global options, and what is opened when first needed.
pub struct Context<'h> {
    pub host: &'h Host,
    pub globals: Globals,
    /// When this run began.
    pub began: Timestamp,
    http: OnceCell<Http>,
    config: OnceCell<ConfigFile>,
    places: RefCell<Vec<Places>>,
    /// Makes the whole command line, for completions and manual pages.
    pub command: fn() -> clap::Command,
}

impl<'h> Context<'h> {
    pub fn new(host: &'h Host, globals: Globals, command: fn() -> clap::Command) -> Self {
        let began = host.clock.now();
        Self {
            host,
            globals,
            began,
            http: OnceCell::new(),
            config: OnceCell::new(),
            places: RefCell::default(),
            command,
        }
    }

    /// The same run for another thread, with the keys of the stores that were asked for already.
    pub fn beside(&self) -> Self {
        let (http, config, places) = (OnceCell::new(), OnceCell::new(), self.places.clone());
        Self {
            host: self.host,
            globals: self.globals.clone(),
            began: self.began,
            http,
            config,
            places,
            command: self.command,
        }
    }

    /// A text for a person whose commands act on what this run acts on. What comes out of a verb in the end need not
    /// pass through here.
    pub fn told(&self, text: String) -> String {
        Again::of(&self.globals).in_text(text)
    }

    /// The HTTP client, which does nothing before its first request.
    pub fn http(&self) -> &Http {
        self.http.get_or_init(|| {
            Http::new(self.globals.http(), self.host.environment.clone(), self.host.terminal.clone())
        })
    }

    /// Runs what talks to the network. Verbs that do not never start a runtime.
    pub fn block_on<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        self.host.terminal.restore_at_signals();
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|why| {
                let why = files::reason(&why);
                Failure::new(Kind::Other, "runtime", format!("cannot start the network runtime: {why}"))
                    .hint(files::RAISE_LIMIT)
            })?
            .block_on(work)
    }

    /// Where authctl's files lie.
    pub fn folders(&self) -> Result<Folders, Failure> {
        match self.moved_to() {
            Some(folder) => Ok(Folders::within(&folder)),
            None => Folders::of_this_user().ok_or_else(|| {
                Failure::new(Kind::Other, "no_home", "this user has no home folder")
                    .hint("--config-dir DIR or AUTHCTL_CONFIG_DIR says where to keep things")
            }),
        }
    }

    /// The folder that was named, as an absolute path without links: locks, config and keychain items of one folder are
    /// the same ones however it is typed.
    fn moved_to(&self) -> Option<PathBuf> {
        let named = self.host.environment.bytes(names::CONFIG_DIR).map(Path::new);
        let typed = self.globals.config_dir.as_deref().or(named)?;
        let absolute = std::path::absolute(typed).unwrap_or_else(|_| typed.to_owned());
        // it need not be there yet: then what is there of the way to it decides
        let real = |above: &Path| Some(above.canonicalize().ok()?.join(absolute.strip_prefix(above).ok()?));
        let real = absolute.ancestors().find_map(real).unwrap_or(absolute);
        // one that is there ends with a slash by now, and with none before its first login
        Some(real.components().collect())
    }

    pub fn config(&self) -> Result<&ConfigFile, Failure> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let loaded = self.load_config()?;
        Ok(self.config.get_or_init(|| loaded))
    }

    /// `config.toml` as it is now, whatever this run has read before.
    pub fn load_config(&self) -> Result<ConfigFile, Failure> {
        Ok(ConfigFile::load(&self.folders()?.config)?)
    }

    /// Reads `config.toml` again, changes it and writes it, one process at a time: nobody's change is lost.
    pub fn change_config<T>(
        &self,
        change: impl FnOnce(&mut ConfigFile) -> Result<T, config::Error>,
    ) -> Result<T, Failure> {
        let folders = self.folders()?;
        let subject = lock::Subject::new("config", "config.toml");
        let _guard = lock::acquire(subject, &folders, &self.host.terminal, lock::Patience::SHORT)
            .map_err(|why| Failure { kind: Kind::Other, ..Failure::from(why) })?;
        let mut config = ConfigFile::load(&folders.config)?;
        let changed = change(&mut config)?;
        config.save()?;
        Ok(changed)
    }

    /// The profile that is meant: a position or `-p`, the environment, the file's default, the only one there is.
    pub fn profile_name(&self, position: Option<&str>) -> Result<Option<String>, Failure> {
        let named = match (position, self.globals.profile.as_deref()) {
            (Some(one), Some(other)) if one != other => {
                return Err(Failure::usage(format!("two profiles are named: {one} and {other}")));
            }
            (Some(name), _) | (None, Some(name)) => Some(name.to_owned()),
            (None, None) => self.host.environment.text(names::PROFILE).map(str::to_owned),
        };
        let config = self.config()?;
        let only = || match &config.profiles()[..] {
            [only] => Some(only.clone()),
            _ => None,
        };
        Ok(named.or_else(|| config.default_profile().map(str::to_owned)).or_else(only))
    }

    /// The layers of this run for a profile: `flags`, global flags, environment, profile, top of the file. What was said
    /// for another issuer does not count.
    pub fn settings(&self, profile: &str, flags: Layer) -> Result<Settings, Failure> {
        let config = self.config()?;
        let written = config.profile(profile)?.unwrap_or_default();
        let flags = flags.beside(&written, config.issuer(profile)?.as_ref());
        Ok(self.layers(flags, Origin::Profile(profile.to_owned()), written)?.of_one_issuer().with_defaults())
    }

    /// The layers of this run around what the file says of one thing.
    pub fn layers(&self, flags: Layer, origin: Origin, written: Layer) -> Result<Settings, Failure> {
        let environment = &self.host.environment;
        let global =
            Layer { store: self.globals.store, key_file: self.globals.key_file.clone(), ..Layer::default() };
        let store = environment
            .text(names::STORE)
            .map(str::parse::<StoreKind>)
            .transpose()
            .map_err(|why| Failure::usage(format!("{}: {why}", names::STORE)))?;
        let key_file = environment.bytes(names::KEY_FILE).map(PathBuf::from);
        let passphrase_file = environment.bytes(names::PASSPHRASE_FILE).map(PathBuf::from);
        Ok(Settings::new(vec![
            (Origin::Flag, flags),
            (Origin::Flag, global),
            (Origin::Environment(names::STORE), Layer { store, ..Layer::default() }),
            (Origin::Environment(names::KEY_FILE), Layer { key_file, ..Layer::default() }),
            (Origin::Environment(names::PASSPHRASE_FILE), Layer { passphrase_file, ..Layer::default() }),
            (origin, written),
            (Origin::TopOfFile, self.config()?.top()?),
        ]))
    }

    /// What the stores need to be opened; the same for the same key, so that a passphrase is asked for once.
    pub fn places(&self, settings: &Settings) -> Result<Places, Failure> {
        let key_file = settings.rank(|layer| &layer.key_file);
        let passphrase_file = settings.rank(|layer| &layer.passphrase_file);
        let key = match (key_file, passphrase_file) {
            (Some((one, _)), Some((other, path))) if other < one => KeySource::PassphraseFile(path),
            (Some((_, path)), _) => KeySource::KeyFile(path),
            (None, Some((_, path))) => KeySource::PassphraseFile(path),
            (None, None) => KeySource::Standard,
        };
        let mut opened = self.places.borrow_mut();
        if let Some(known) = opened.iter().find(|known| known.key == key) {
            return Ok(known.clone());
        }
        let mut places = Places::new(self.folders()?, key);
        if let Some(folder) = self.moved_to() {
            // the keychain is one for all folders: items of another folder carry its name
            places.keychain_service = format!("authctl {}", folder.display());
        }
        opened.push(places.clone());
        Ok(places)
    }
}
