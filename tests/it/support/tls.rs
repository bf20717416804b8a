//! Servers with certificates that are good, or bad in one way each.

use super::Sandbox;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

const DAY: Duration = Duration::from_hours(24);
/// Each authority has a name of its own.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// A private certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let number = MADE.fetch_add(1, Ordering::SeqCst);
        parameters.distinguished_name.push(DnType::CommonName, format!("authority {number}"));
        let key = KeyPair::generate().unwrap();
        let pem = parameters.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(parameters, key), pem }
    }

    /// Its certificate as a file.
    pub fn file(&self, sandbox: &Sandbox) -> PathBuf {
        sandbox.write("authority.pem", &self.pem)
    }

    /// A certificate for these names, and its private key, as files: for a server or a client.
    pub fn signs_files(&self, names: &[&str], sandbox: &Sandbox) -> [PathBuf; 2] {
        let key = KeyPair::generate().unwrap();
        let certificate = parameters(names).signed_by(&key, &self.issuer).unwrap();
        let number = MADE.fetch_add(1, Ordering::SeqCst);
        let file = |name: &str, pem: String| sandbox.write(&format!("{name}{number}.pem"), pem);
        [file("certificate", certificate.pem()), file("key", key.serialize_pem())]
    }

    /// What a server of these names needs.
    pub fn signs(&self, names: &[&str]) -> Arc<ServerConfig> {
        self.signs_until(names, SystemTime::now() + DAY)
    }
    /// The same, from a day before now on until then.
    pub fn signs_until(&self, names: &[&str], end: SystemTime) -> Arc<ServerConfig> {
        let mut parameters = parameters(names);
        parameters.not_before = (SystemTime::now() - 2 * DAY).into();
        parameters.not_after = end.into();
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        server(certificate.der().clone(), &key)
    }
}

/// Expired an hour ago.
pub fn an_hour_ago() -> SystemTime {
    SystemTime::now() - DAY / 24
}

/// A server that has signed its own certificate; as an authority, or as what it is.
pub fn self_signed(names: &[&str], as_authority: bool) -> Arc<ServerConfig> {
    let mut parameters = parameters(names);
    if as_authority {
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let key = KeyPair::generate().unwrap();
    server(parameters.self_signed(&key).unwrap().der().clone(), &key)
}

fn parameters(names: &[&str]) -> CertificateParams {
    CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn server(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap())
}
