//! Reads the fields of one variant whose name is known: a serde deserializer that holds an enum and nothing else.

use postcard::de_flavors::Slice;
use postcard::{Deserializer as Fields, Error};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Visitor, value::StrDeserializer,
};
use serde::forward_to_deserialize_any;

use super::CodecError;

pub(super) fn decode<E: DeserializeOwned>(kind: &str, fields: &[u8]) -> Result<E, CodecError> {
    let mut fields = Fields::from_bytes(fields);
    let mut known = false;
    let decoded = E::deserialize(Variant { kind, fields: &mut fields, known: &mut known });
    if !known {
        return Err(CodecError::UnknownKind(kind.to_owned()));
    }
    let undecodable = |source| CodecError::Undecodable { kind: kind.to_owned(), source };
    let event = decoded.map_err(undecodable)?;
    let rest = fields.finalize().map_err(undecodable)?;
    if rest.is_empty() { Ok(event) } else { Err(CodecError::TrailingBytes(rest.len())) }
}

struct Variant<'a, 'de> {
    kind: &'a str,
    fields: &'a mut Fields<'de, Slice<'de>>,
    /// Set once the enum has a variant of this name: tells an unknown kind from broken fields.
    known: &'a mut bool,
}

impl<'de> Deserializer<'de> for Variant<'_, 'de> {
    type Error = Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::WontImplement)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'a, 'de> EnumAccess<'de> for Variant<'a, 'de> {
    type Error = Error;
    type Variant = &'a mut Fields<'de, Slice<'de>>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), Error> {
        let variant = seed.deserialize(StrDeserializer::<Error>::new(self.kind))?;
        *self.known = true;
        Ok((variant, self.fields))
    }
}
