//! Keys in forms that are told as what they are, with the command that makes one of them that is read.

/// What a file holds instead of a key that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    OpenSshPrivate,
    /// `ssh-keygen` of OpenSSH 9.2 and older converts all but Ed25519: it leaves the key as it is, and reports success.
    OpenSshEd25519,
    OpenSshEd25519Encrypted,
    SshPublic,
    SshEd25519Public,
    Putty,
    Pkcs12,
    /// An elliptic curve by its parameters instead of its name: it can be any (CVE-2020-0601).
    ExplicitCurve,
    CompressedPoint,
    /// PEM as it stands in a variable or in JSON.
    EscapedLines,
    /// A text file of Windows.
    Utf16,
}

impl Foreign {
    /// What it is, to follow "the file holds".
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::OpenSshPrivate => "a private key in the form of OpenSSH",
            Self::OpenSshEd25519 => "a private Ed25519 key in the form of OpenSSH",
            Self::OpenSshEd25519Encrypted => {
                "a private Ed25519 key in the form of OpenSSH, which is encrypted"
            }
            Self::SshPublic => "a public key in the form of SSH",
            Self::SshEd25519Public => "a public Ed25519 key in the form of SSH",
            Self::Putty => "a key of PuTTY",
            Self::Pkcs12 => "PKCS#12 (.p12, .pfx), which is encrypted",
            Self::ExplicitCurve => "a key on a curve that is given by its parameters instead of its name",
            Self::CompressedPoint => "a public key whose point is compressed",
            Self::EscapedLines => "PEM whose line breaks are written as \\n",
            Self::Utf16 => "text in UTF-16 instead of UTF-8",
        }
    }

    /// The command that converts OLD into NEW.
    pub(super) fn conversion(self) -> &'static str {
        match self {
            Self::OpenSshPrivate => "cp OLD NEW && ssh-keygen -p -N '' -m PKCS8 -f NEW converts a copy of it",
            // the 16 bytes that PKCS#8 has before an Ed25519 key (RFC 8410), and the key, which has a fixed place
            Self::OpenSshEd25519 => {
                "(umask 077; (printf '0.\\2\\1\\0000\\5\\6\\3+ep\\4\"\\4 '; grep -v -e ----- OLD | base64 -d | tail -c +162 | head -c 32) > NEW) writes it as PKCS#8"
            }
            Self::OpenSshEd25519Encrypted => {
                "cp OLD NEW && ssh-keygen -p -N '' -f NEW takes the passphrase off a copy of it, which can then be converted"
            }
            Self::SshPublic => "ssh-keygen -e -m PKCS8 -f OLD > NEW converts it",
            Self::SshEd25519Public => {
                "(printf '0*0\\5\\6\\3+ep\\3!\\0'; cut -d' ' -f2 OLD | base64 -d | tail -c 32) > NEW writes it as SPKI"
            }
            Self::Putty => {
                "puttygen OLD -O private-openssh -o NEW && ssh-keygen -p -N '' -m PKCS8 -f NEW converts it"
            }
            Self::Pkcs12 => {
                "openssl pkcs12 -in OLD -nodes -out NEW writes it as PEM, unencrypted; chmod 600 NEW"
            }
            Self::ExplicitCurve => {
                "openssl pkey -in OLD -ec_param_enc named_curve -out NEW names the curve; -pubin for a public key"
            }
            Self::CompressedPoint => {
                "openssl pkey -pubin -in OLD -ec_conv_form uncompressed -out NEW converts it"
            }
            Self::EscapedLines => "printf '%b' \"$(cat OLD)\" > NEW writes real line breaks",
            Self::Utf16 => "iconv -f UTF-16 -t UTF-8 OLD > NEW converts it",
        }
    }

    /// A private key of OpenSSH, by what lies in its block: its cipher and the public key stand before all that is secret.
    pub(super) fn of_openssh(bytes: &[u8]) -> Self {
        const BEGINNING: &[u8] = b"openssh-key-v1\0";
        const PUBLIC: &[u8] = b"\0\0\0\x0bssh-ed25519\0\0\0\x20";
        let head = &bytes[..bytes.len().min(256)];
        let is_plain = head.strip_prefix(BEGINNING).is_some_and(|rest| rest.starts_with(b"\0\0\0\x04none"));
        match (head.windows(PUBLIC.len()).any(|window| window == PUBLIC), is_plain) {
            (false, _) => Self::OpenSshPrivate,
            (true, true) => Self::OpenSshEd25519,
            (true, false) => Self::OpenSshEd25519Encrypted,
        }
    }

    /// Text that is neither JSON nor PEM, if it is one of these.
    pub(super) fn recognised(bytes: &[u8]) -> Option<Self> {
        let begins = |beginnings: &[&[u8]]| beginnings.iter().any(|beginning| bytes.starts_with(beginning));
        if begins(&[b"\xff\xfe", b"\xfe\xff"]) {
            Some(Self::Utf16)
        } else if begins(&[b"ssh-ed25519 "]) {
            Some(Self::SshEd25519Public)
        } else if begins(&[b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-", b"---- BEGIN SSH2"]) {
            Some(Self::SshPublic)
        } else if begins(&[b"PuTTY-User-Key-File-"]) {
            Some(Self::Putty)
        } else {
            None
        }
    }
}
