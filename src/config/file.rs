//! `config.toml`: read whole, changed in place with the person's comments and order kept, written whole.

use super::belongings::{Belonging, left_unsaid};
use super::layer::{Layer, SIGNED_WITH};
use super::{Origin, Settings};
use crate::host::{files, printable, trust};
use crate::store::Slot;
use serde::Serialize as _;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

const DEFAULT_PROFILE: &str = "default-profile";
const PROFILES: &str = "profiles";
const MINTED_BY: &str = "minted-by";
const RINGS: &str = "rings";
/// No config of a person is larger.
const LARGEST: usize = 1 << 20;

/// What is wrong with the file, or with what is to be put into it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    File(#[from] files::Error),
    #[error("{} is not as it should be: {why}", path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error("{} is not used: {}", path.display(), reason.why)]
    Distrusted { path: PathBuf, reason: trust::Distrust },
    #[error(
        "{0:?} cannot name a profile: a name has 1 to 64 of the characters A-Z a-z 0-9 . _ - and does not begin with a dot or dash"
    )]
    Name(String),
    #[error("profile {profile} names {belonging}{}", and_now(issuer.as_deref()))]
    OtherIssuer {
        profile: String,
        belonging: Belonging,
        /// The one that the profile had.
        issuer: Option<String>,
    },
    #[error("profile {profile} names {belonging} for {}, and without its issuer another one would get that", shown(issuer.as_deref()))]
    IssuerGoes {
        profile: String,
        belonging: Belonging,
        issuer: Option<String>,
        /// What was to be taken out, and what must go with it.
        settings: Vec<String>,
    },
}

fn and_now(issuer: Option<&str>) -> String {
    match issuer {
        Some(issuer) => format!(" for {}, and another issuer is named", printable::short(issuer, 200)),
        None => " but no issuer yet, so nobody knows for which one".to_owned(),
    }
}

fn shown(issuer: Option<&str>) -> String {
    issuer.map_or_else(|| "no issuer yet".to_owned(), |issuer| printable::short(issuer, 200))
}

/// The file as it is, or an empty one where there is none.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    path: PathBuf,
    document: DocumentMut,
}

impl ConfigFile {
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("config.toml");
        let unreadable = |why: String| Error::Unreadable { path: path.clone(), why };
        if let Some(reason) = trust::distrust_folder(folder) {
            return Err(Error::Distrusted { path: folder.to_owned(), reason });
        }
        if let Some(reason) = trust::distrust(&path) {
            return Err(Error::Distrusted { path, reason });
        }
        let bytes = files::read(&path, LARGEST)?.unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8 text".into()))?;
        let document: DocumentMut =
            text.parse().map_err(|why: toml_edit::TomlError| unreadable(why.to_string()))?;
        let loaded = Self { path, document };
        loaded.check()?;
        Ok(loaded)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn default_profile(&self) -> Option<&str> {
        self.document.get(DEFAULT_PROFILE)?.as_str()
    }

    /// The names of all profiles, in the order of the file.
    pub fn profiles(&self) -> Vec<String> {
        self.tables().map(names).unwrap_or_default()
    }

    pub fn profile(&self, name: &str) -> Result<Option<Layer>, Error> {
        self.tables().and_then(|profiles| profiles.get(name)).map(|found| self.layer(found, name)).transpose()
    }

    /// What the top of the file says for all profiles.
    pub fn top(&self) -> Result<Layer, Error> {
        let is_setting = |name: &str| ![DEFAULT_PROFILE, PROFILES, RINGS].contains(&name);
        let settings = self.document.iter().filter(|(name, _)| is_setting(name));
        let top: Table = settings.map(|(name, item)| (name, item.clone())).collect();
        self.layer(&Item::Table(top), "the top")
    }

    /// What the file says of a profile: its own table, then the top.
    pub fn settings(&self, name: &str) -> Result<Settings, Error> {
        let profile = self.profile(name)?.unwrap_or_default();
        let layers = vec![(Origin::Profile(name.to_owned()), profile), (Origin::TopOfFile, self.top()?)];
        Ok(Settings::new(layers))
    }

    /// The issuer that the file names for the profile.
    pub fn issuer(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.settings(name)?.value(|layer| &layer.issuer))
    }

    /// Nothing of one issuer's goes with the profile to another: flags that name another one say anew what the profile
    /// says for the one it has.
    pub fn check_said_anew(&self, name: &str, flags: &Layer) -> Result<(), Error> {
        let (before, issuer) = (self.profile(name)?.unwrap_or_default(), self.issuer(name)?);
        match left_unsaid(&before, issuer.as_ref(), flags) {
            Some(belonging) => Err(Error::OtherIssuer { profile: name.to_owned(), belonging, issuer }),
            None => Ok(()),
        }
    }

    /// Puts the profile's settings in, each where it stands already or at the end; settings that `layer` leaves
    /// open stay as they are, and so do endpoints beside those that it names. What belongs to one issuer does not stay
    /// for another.
    pub fn merge(&mut self, name: &str, layer: &Layer) -> Result<(), Error> {
        check_name(name)?;
        self.check_said_anew(name, layer)?;
        let (before, issuer) = (self.profile(name)?.unwrap_or_default(), self.issuer(name)?);
        let is_another = layer.issuer.is_some() && layer.issuer != issuer;
        let new = self.written(&layer.clone().beside(&before, issuer.as_ref()))?;
        let profile = self.table(PROFILES, name)?;
        let said = |key: &&str| new.as_inline_table().is_some_and(|said| said.contains_key(key));
        let proof = Belonging::Proof.settings();
        if is_another || proof.iter().any(said) {
            for key in proof.iter().filter(|key| !said(key)) {
                profile.remove(key);
            }
        }
        if SIGNED_WITH.iter().any(said) {
            for key in SIGNED_WITH.iter().filter(|key| !said(key)) {
                profile.remove(key);
            }
        }
        put(profile, &new);
        Ok(())
    }

    /// Takes the profile out; false when there is none.
    pub fn remove(&mut self, name: &str) -> bool {
        if self.default_profile() == Some(name) {
            self.document.remove(DEFAULT_PROFILE);
        }
        let profiles = self.document.get_mut(PROFILES).and_then(Item::as_table_like_mut);
        profiles.is_some_and(|profiles| profiles.remove(name).is_some())
    }

    /// Calls the profile by another name, with its place and its comments in the file; the default follows. False when
    /// there is no such profile, or the new name is taken.
    pub fn rename(&mut self, old: &str, new: &str) -> Result<bool, Error> {
        check_name(new)?;
        let is_default = self.default_profile() == Some(old);
        let profiles = self.document.get_mut(PROFILES).and_then(Item::as_table_like_mut);
        let Some(profiles) = profiles.filter(|profiles| !profiles.contains_key(new)) else {
            return Ok(false);
        };
        let Some(profile) = profiles.remove(old) else { return Ok(false) };
        profiles.insert(new, profile);
        // whose token it mints names it
        for (_, other) in profiles.iter_mut() {
            let minter = other.as_table_like_mut().and_then(|table| table.get_mut(MINTED_BY));
            if let Some(minter) = minter.filter(|minter| minter.as_str() == Some(old)) {
                *minter = toml_edit::value(new);
            }
        }
        if is_default {
            self.set_default_profile(new);
        }
        Ok(true)
    }

    /// The names of the settings that the profile's own table holds.
    pub fn said(&self, name: &str) -> Vec<String> {
        let profile = self.tables().and_then(|profiles| profiles.get(name)).and_then(Item::as_table_like);
        profile.map(|table| table.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default()
    }

    /// Takes settings out of the profile's table. Nothing that belongs to its issuer stays there for another.
    pub fn unset(&mut self, name: &str, settings: &[String]) -> Result<(), Error> {
        let issuer = self.issuer(name)?;
        let profiles = self.document.get_mut(PROFILES).and_then(Item::as_table_like_mut);
        let profile = profiles.and_then(|profiles| profiles.get_mut(name)).and_then(Item::as_table_like_mut);
        if let Some(profile) = profile {
            for setting in settings {
                profile.remove(setting);
            }
        }
        let left = self.profile(name)?.unwrap_or_default();
        let is_another = issuer.is_some() && self.issuer(name)? != issuer;
        let stays = Belonging::ALL.into_iter().find(|one| is_another && one.is_in(&left));
        let Some(belonging) = stays else { return Ok(()) };
        let said = self.said(name).into_iter();
        let too = said.filter(|key| Belonging::ALL.iter().any(|one| one.settings().contains(&key.as_str())));
        let settings = settings.iter().cloned().chain(too).collect();
        Err(Error::IssuerGoes { profile: name.to_owned(), belonging, issuer, settings })
    }

    /// The names of all key rings that rest on this machine, in the order of the file.
    pub fn rings(&self) -> Vec<String> {
        self.tables_of(RINGS).map(names).unwrap_or_default()
    }

    /// What is said of a ring: where it rests.
    pub fn ring(&self, name: &str) -> Result<Option<Layer>, Error> {
        self.tables_of(RINGS)
            .and_then(|rings| rings.get(name))
            .map(|found| self.layer(found, name))
            .transpose()
    }

    /// Writes down where a ring rests; what `layer` leaves open stays as it is.
    pub fn set_ring(&mut self, name: &str, layer: &Layer) -> Result<(), Error> {
        let new = self.written(layer)?;
        put(self.table(RINGS, name)?, &new);
        Ok(())
    }

    /// Says nothing more of a ring. False where nothing was said.
    pub fn remove_ring(&mut self, name: &str) -> bool {
        let rings = self.document.get_mut(RINGS).and_then(Item::as_table_like_mut);
        rings.is_some_and(|rings| rings.remove(name).is_some())
    }

    pub fn set_default_profile(&mut self, name: &str) {
        self.document[DEFAULT_PROFILE] = toml_edit::value(name);
    }

    /// Sets a value at the top of the file.
    pub fn set_top(&mut self, key: &str, value: &str) {
        self.document[key] = toml_edit::value(value);
    }

    pub fn save(&self) -> Result<(), Error> {
        let folder = self.path.parent().unwrap_or(&self.path);
        files::make_private_folder(folder)?;
        // a link to a file that the person keeps elsewhere stays a link
        let whole = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        Ok(files::write_whole(&whole, self.document.to_string().as_bytes())?)
    }

    /// Every profile and the top are read once, so that a typing error is told at once and not months later.
    fn check(&self) -> Result<(), Error> {
        let unreadable = |why: &str| Error::Unreadable { path: self.path.clone(), why: why.to_owned() };
        if self.document.get(DEFAULT_PROFILE).is_some_and(|found| found.as_str().is_none()) {
            return Err(unreadable("`default-profile` is not a text"));
        }
        for (kind, why) in [(PROFILES, "`profiles` is not a table"), (RINGS, "`rings` is not a table")] {
            if self.document.contains_key(kind) && self.tables_of(kind).is_none() {
                return Err(unreadable(why));
            }
        }
        if self.top()?.says_etcd() {
            return Err(unreadable(
                "in the top: what begins with `etcd-` stands in a profile, beside its `rings`",
            ));
        }
        for name in self.profiles() {
            check_name(&name)?;
            self.profile(&name)?;
        }
        for name in self.rings() {
            check_name(&name)?;
            self.ring(&name)?;
        }
        Ok(())
    }

    /// The settings as they stand in the file.
    fn written(&self, layer: &Layer) -> Result<Value, Error> {
        let written = layer.serialize(toml_edit::ser::ValueSerializer::new());
        written.map_err(|why| Error::Unreadable { path: self.path.clone(), why: why.to_string() })
    }

    /// The table of this name among those of its kind, made where there is none.
    fn table(&mut self, kind: &str, name: &str) -> Result<&mut dyn TableLike, Error> {
        let path = &self.path;
        let no_table =
            |what: String| Error::Unreadable { path: path.clone(), why: format!("`{what}` is not a table") };
        implicit_table(&mut self.document, kind)
            .ok_or_else(|| no_table(kind.to_owned()))?
            .entry(name)
            .or_insert(Item::Table(Table::new()))
            .as_table_like_mut()
            .ok_or_else(|| no_table(format!("{kind}.{name}")))
    }

    fn tables(&self) -> Option<&dyn TableLike> {
        self.tables_of(PROFILES)
    }

    fn tables_of(&self, kind: &str) -> Option<&dyn TableLike> {
        self.document.get(kind)?.as_table_like()
    }

    fn layer(&self, item: &Item, place: &str) -> Result<Layer, Error> {
        let unreadable = |why: String| Error::Unreadable {
            path: self.path.clone(),
            why: format!("in {place}: {}", why.trim()),
        };
        let table = item.as_table_like().ok_or_else(|| unreadable("it is not a table".into()))?;
        let document: DocumentMut =
            table.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect::<Table>().into();
        toml_edit::de::from_document(document)
            .map_err(|why: toml_edit::de::Error| unreadable(why.to_string()))
    }
}

fn names(tables: &dyn TableLike) -> Vec<String> {
    tables.iter().map(|(name, _)| name.to_owned()).collect()
}

/// The table of tables of this name, which has no line of its own; `None` where something else has the name.
fn implicit_table<'d>(document: &'d mut DocumentMut, name: &str) -> Option<&'d mut dyn TableLike> {
    let tables = document.entry(name).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    tables.as_table_like_mut()
}

/// Puts settings in, each where it stands already or at the end.
fn put(table: &mut dyn TableLike, new: &Value) {
    for (key, value) in new.as_inline_table().into_iter().flatten() {
        match table.get_mut(key) {
            // the comment behind the old value stays with the new one
            Some(Item::Value(old)) => {
                let decor = old.decor().clone();
                *old = value.clone();
                *old.decor_mut() = decor;
            }
            _ => drop(table.insert(key, Item::Value(value.clone()))),
        }
    }
}

/// A profile is named as its slot in a store can be: one rule for both.
pub fn check_name(name: &str) -> Result<(), Error> {
    let shown = || printable::short(name, 64);
    Slot::credential(name).map(drop).map_err(|_| Error::Name(shown()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> (tempfile::TempDir, Result<ConfigFile, Error>) {
        let home = tempfile::tempdir().unwrap();
        files::write_whole(&home.path().join("config.toml"), text.as_bytes()).unwrap();
        let loaded = ConfigFile::load(home.path());
        (home, loaded)
    }

    #[test]
    fn comments_and_order_survive_a_change() {
        let text = "# mine\nstore = \"file\" # here\n\n[profiles.work]\nscopes = [\"openid\"] # few\n# the issuer\nissuer = \"https://a\"\n";
        let (home, loaded) = with(text);
        let mut config = loaded.unwrap();
        let layer =
            Layer { issuer: Some("https://b".into()), client_id: Some("x".into()), ..Layer::default() };
        config.merge("work", &layer).unwrap();
        config.save().unwrap();
        let now =
            String::from_utf8(files::read(&home.path().join("config.toml"), 9999).unwrap().unwrap()).unwrap();
        assert_eq!(now, text.replace("https://a", "https://b") + "client-id = \"x\"\n");
    }

    #[test]
    fn a_new_profile_is_a_table_of_its_own() {
        let (_home, loaded) = with("");
        let mut config = loaded.unwrap();
        let layer = Layer {
            issuer: Some("https://a".into()),
            scopes: Some(vec!["openid".into()]),
            ..Layer::default()
        };
        config.merge("work", &layer).unwrap();
        assert_eq!(
            config.document.to_string(),
            "[profiles.work]\nissuer = \"https://a\"\nscopes = [\"openid\"]\n"
        );
        assert_eq!(config.profile("work").unwrap().unwrap(), layer);
        assert!(config.remove("work"));
        assert!(!config.remove("work"));
    }

    #[test]
    fn a_renamed_profile_keeps_its_place_and_its_comments() {
        let text = "default-profile = \"a\"\n\n# first\n[profiles.a]\nissuer = \"https://a\" # why\n\n# then\n[profiles.b]\n";
        let (_home, loaded) = with(text);
        let mut config = loaded.unwrap();
        assert!(!config.rename("a", "b").unwrap(), "taken");
        assert!(!config.rename("c", "d").unwrap(), "unknown");
        assert!(config.rename("a", "../x").is_err());
        assert!(config.rename("a", "x").unwrap());
        assert_eq!(
            config.document.to_string(),
            text.replace("\"a\"", "\"x\"").replace("profiles.a", "profiles.x")
        );
    }

    #[test]
    fn settings_are_taken_out() {
        let (_home, loaded) =
            with("[profiles.a]\nissuer = \"https://a\"\n# the API\napi = \"https://b\" # here\n");
        let mut config = loaded.unwrap();
        assert_eq!(config.said("a"), ["issuer", "api"]);
        config.unset("a", &["api".into()]).unwrap();
        assert_eq!(config.document.to_string(), "[profiles.a]\nissuer = \"https://a\"\n");
    }

    #[test]
    fn a_typing_error_is_told_with_its_place() {
        for (text, told) in [
            ("[profiles.work]\nissuers = \"x\"", "in work: unknown field `issuers`"),
            ("isuer = 1", "in the top: unknown field `isuer`"),
            ("[profiles.work]\nscopes = \"openid\"", "in work: invalid type"),
            ("[profiles.\"../x\"]\n", "cannot name a profile"),
            ("default-profile = 1", "is not a text"),
            ("= 1", "line 1"),
        ] {
            let error = with(text).1.unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
