//! Keys in DER: which form a text has, and what lies in it.

use x509_parser::asn1_rs::{Any, FromDer as _, Oid};

/// More elements than any key has; the rest of a longer list is not looked at.
const MOST_ELEMENTS: usize = 16;

// identifier octets (X.690 section 8.1.2)
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;

/// A value with its tag, and its whole encoding.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub tag: u8,
    pub data: &'a [u8],
    pub whole: &'a [u8],
}

/// The forms that keys have in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// RFC 5958
    Pkcs8,
    EncryptedPkcs8,
    /// RFC 7292: a password-protected file of keys and certificates
    Pkcs12,
    /// RFC 8017 appendix A.1
    Pkcs1Private,
    Pkcs1Public,
    /// RFC 5915
    Sec1,
    /// SubjectPublicKeyInfo (RFC 5280 section 4.1)
    Spki,
    Certificate,
}

/// What the text is, by the tags of its first elements; whether it can be read as that is another matter.
pub(super) fn form(der: &[u8]) -> Option<Form> {
    let elements = sequence(der)?;
    let tags: Vec<u8> = elements.iter().map(|element| element.tag).collect();
    match tags.as_slice() {
        [INTEGER, INTEGER] => Some(Form::Pkcs1Public),
        [INTEGER, INTEGER, rest @ ..] if rest.len() >= 7 => Some(Form::Pkcs1Private),
        [INTEGER, SEQUENCE, OCTET_STRING, ..] => Some(Form::Pkcs8),
        [INTEGER, OCTET_STRING, ..] => Some(Form::Sec1),
        [INTEGER, SEQUENCE, ..] => Some(Form::Pkcs12),
        [SEQUENCE, OCTET_STRING] => Some(Form::EncryptedPkcs8),
        [SEQUENCE, BIT_STRING] => Some(Form::Spki),
        [SEQUENCE, SEQUENCE, BIT_STRING] => Some(Form::Certificate),
        _ => None,
    }
}

impl Form {
    pub fn is_private(self) -> bool {
        matches!(self, Self::Pkcs8 | Self::EncryptedPkcs8 | Self::Pkcs12 | Self::Pkcs1Private | Self::Sec1)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PKCS#8",
            Self::EncryptedPkcs8 => "encrypted PKCS#8",
            Self::Pkcs12 => "PKCS#12",
            Self::Pkcs1Private | Self::Pkcs1Public => "PKCS#1",
            Self::Sec1 => "SEC 1",
            Self::Spki => "SPKI",
            Self::Certificate => "certificate",
        }
    }
}

/// The elements of a sequence that is all there is.
pub(super) fn sequence(der: &[u8]) -> Option<Vec<Element<'_>>> {
    match elements(der)?.as_slice() {
        [Element { tag: SEQUENCE, data, .. }] => elements(data),
        _ => None,
    }
}

/// The values that lie behind each other here.
pub(super) fn elements(mut data: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut list = Vec::new();
    while let Some(tag) = data.first().copied() {
        let (rest, value) = Any::from_der(data).ok()?;
        if list.len() == MOST_ELEMENTS {
            return None;
        }
        list.push(Element { tag, data: value.data, whole: &data[..data.len() - rest.len()] });
        data = rest;
    }
    Some(list)
}

impl<'a> Element<'a> {
    /// A number that is not negative, without the zero byte that may begin it (X.690 section 8.3).
    pub fn unsigned(&self) -> Option<&'a [u8]> {
        match self.data {
            _ if self.tag != INTEGER => None,
            [0, rest @ ..] if !rest.is_empty() => Some(rest),
            [0x80..=0xff, ..] | [] => None,
            number => Some(number),
        }
    }

    /// The bytes of a string of whole bytes.
    pub fn bits(&self) -> Option<&'a [u8]> {
        self.data.strip_prefix(&[0])
    }

    /// In digits and dots.
    pub fn object_identifier(&self) -> Option<String> {
        (self.tag == OBJECT_IDENTIFIER).then(|| Oid::new(self.data.into()).to_id_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> Vec<u8> {
        [INTEGER, 1, 1].repeat(count)
    }

    fn in_sequence(data: &[u8]) -> Vec<u8> {
        [&[SEQUENCE, u8::try_from(data.len()).unwrap()], data].concat()
    }

    #[test]
    fn a_sequence_is_all_there_is_and_not_endless() {
        let count = |der: &[u8]| sequence(der).map(|elements| elements.len());
        assert_eq!(count(&in_sequence(&numbers(MOST_ELEMENTS))), Some(MOST_ELEMENTS));
        assert_eq!(count(&in_sequence(&numbers(MOST_ELEMENTS + 1))), None);
        assert_eq!(count(&[in_sequence(&numbers(1)), numbers(1)].concat()), None, "something follows");
        assert_eq!(count(&numbers(1)), None, "no sequence");
    }

    #[test]
    fn two_numbers_are_a_public_rsa_key_and_nine_a_private_one() {
        let form = |count| form(&in_sequence(&numbers(count)));
        assert_eq!([1, 2, 3, 8].map(form), [None, Some(Form::Pkcs1Public), None, None]);
        assert_eq!(form(9), Some(Form::Pkcs1Private));
    }

    #[test]
    fn numbers_are_not_negative_and_strings_have_whole_bytes() {
        let element = |tag, data| Element { tag, data, whole: data };
        for (data, expected) in [
            (&[0x7f, 0xff][..], Some(&[0x7f, 0xff][..])),
            (&[0, 0x80], Some(&[0x80])),
            (&[0], Some(&[0])),
            (&[0x80], None),
            (&[], None),
        ] {
            assert_eq!(element(INTEGER, data).unsigned(), expected, "{data:?}");
        }
        assert_eq!(element(OCTET_STRING, &[1]).unsigned(), None);
        assert_eq!(element(BIT_STRING, &[0, 1, 2]).bits(), Some(&[1, 2][..]));
        assert_eq!(element(BIT_STRING, &[4, 0x10]).bits(), None);
        let name = element(OBJECT_IDENTIFIER, &[0x2b, 0x65, 0x70]);
        assert_eq!(name.object_identifier().as_deref(), Some("1.3.101.112"));
        assert_eq!(element(INTEGER, &[0x2b]).object_identifier(), None);
    }
}
