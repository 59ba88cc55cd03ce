//! How the parts of a value are handed out: items, entries, fields, variants.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, Visitor};

use super::probe::{Field, Node, Object, Refused, Run};

pub(super) struct Items<'a> {
    pub(super) items: std::slice::IterMut<'a, Node>,
    pub(super) run: &'a Run,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        self.items.next().map(|node| seed.deserialize(node.probe(self.run))).transpose()
    }
}

pub(super) struct Entry<'a> {
    pub(super) key: Option<&'a mut Node>,
    pub(super) value: &'a mut Node,
    pub(super) run: &'a Run,
}

impl<'de> de::MapAccess<'de> for Entry<'_> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        self.key.take().map(|node| seed.deserialize(node.probe(self.run))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        seed.deserialize(self.value.probe(self.run))
    }
}

pub(super) struct Fields<'a> {
    pub(super) fields: &'a mut [Field],
    pub(super) closed: Option<bool>,
    pub(super) run: &'a Run,
    pub(super) next: usize,
    pub(super) left_out: Option<usize>,
    pub(super) one_more: bool,
    pub(super) of_another: Node,
}

impl<'a> Fields<'a> {
    pub(super) fn all(object: &'a mut Object, run: &'a Run) -> Self {
        let (fields, closed) = (&mut object.fields[..], object.closed);
        Self { fields, closed, run, next: 0, left_out: None, one_more: false, of_another: Node::Unseen }
    }
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        if self.left_out == Some(self.next) {
            self.next += 1;
        }
        let name = match self.fields.get(self.next) {
            Some(field) => field.name,
            None if self.one_more => {
                self.one_more = false;
                "one-more"
            }
            None => return Ok(None),
        };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        let node = self.fields.get_mut(self.next).map_or(&mut self.of_another, |field| &mut field.node);
        self.next += 1;
        seed.deserialize(node.probe(self.run))
    }
}

pub(super) struct Variant<'a> {
    pub(super) name: &'static str,
    pub(super) node: &'a mut Node,
    pub(super) run: &'a Run,
}

impl<'de> de::EnumAccess<'de> for Variant<'_> {
    type Error = Refused;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Refused> {
        Ok((seed.deserialize(StrDeserializer::<Refused>::new(self.name))?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        *self.node = Node::Null;
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refused> {
        seed.deserialize(self.node.probe(self.run))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refused> {
        self.node.probe(self.run).deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.node.probe(self.run).deserialize_struct(self.name, fields, visitor)
    }
}
