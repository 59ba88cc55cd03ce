//! Reads a type from samples, and notes what it asks for. One reading shows one more variant, or one more field that is
//! left out; a sample that is refused gives way to the next one in the next reading.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::de::{self, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Entry, Fields, Items, Variant};
use super::sample::Leaf;

/// What is known of a value's form.
#[derive(Default)]
pub(super) enum Node {
    #[default]
    Unseen,
    /// Whatever JSON there is.
    Any,
    Null,
    Leaf(Rc<Leaf>),
    Nullable(Box<Node>),
    List(Box<Node>),
    Tuple(Vec<Node>),
    Map(Box<Node>, Box<Node>),
    Object(Object),
    Choice(Choice),
}

pub(super) struct Object {
    pub(super) name: &'static str,
    pub(super) fields: Vec<Field>,
    /// Whether a field that it does not know is refused.
    pub(super) closed: Option<bool>,
}

#[derive(Default)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) node: Node,
    pub(super) required: Option<bool>,
}

pub(super) struct Choice {
    pub(super) variants: Vec<(&'static str, Node)>,
}

/// How a reading ended.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    Read,
    Refused,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("a field is unknown")]
    Unknown,
    #[error("{0}")]
    Other(String),
}

impl de::Error for Refused {
    fn custom<T: std::fmt::Display>(why: T) -> Self {
        Refused::Other(why.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Refused::Missing(field)
    }

    fn unknown_field(_field: &str, _expected: &'static [&'static str]) -> Self {
        Refused::Unknown
    }
}

/// One reading.
#[derive(Default)]
pub(super) struct Run {
    /// What was read last: if the reading fails, its sample is to blame.
    last: RefCell<Option<Rc<Leaf>>>,
    /// A field was left out, or added, to see whether that is refused.
    tried: Cell<bool>,
}

impl Run {
    /// Something else is read: the sample before was taken.
    fn goes_on(&self) {
        if let Some(leaf) = self.last.take() {
            leaf.known.set(true);
        }
    }

    pub(super) fn ended(&self, outcome: Outcome) {
        match (outcome, self.last.take()) {
            (Outcome::Read, Some(leaf)) => leaf.known.set(true),
            (Outcome::Refused, Some(leaf)) if !self.tried.get() && !leaf.known.get() => leaf.refused(),
            (Outcome::Read | Outcome::Refused, _) => {}
        }
    }
}

impl Node {
    pub(super) fn is_known(&self) -> bool {
        match self {
            Node::Unseen => false,
            Node::Any | Node::Null => true,
            Node::Leaf(leaf) => leaf.known.get(),
            Node::Nullable(inner) | Node::List(inner) => inner.is_known(),
            Node::Tuple(items) => items.iter().all(Node::is_known),
            Node::Map(key, value) => key.is_known() && value.is_known(),
            Node::Object(object) => {
                let told = |field: &Field| field.required.is_some() && field.node.is_known();
                object.closed.is_some() && object.fields.iter().all(told)
            }
            Node::Choice(choice) => choice.variants.iter().all(|(_, node)| node.is_known()),
        }
    }

    pub(super) fn probe<'a>(&'a mut self, run: &'a Run) -> Probe<'a> {
        Probe { node: self, run }
    }
}

/// A value about to be read.
pub(super) struct Probe<'a> {
    node: &'a mut Node,
    run: &'a Run,
}

impl<'a> Probe<'a> {
    fn leaf(self, made: impl FnOnce() -> Leaf) -> &'static str {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            *self.node = Node::Leaf(Rc::new(made()));
        }
        let Node::Leaf(leaf) = self.node else { return "" };
        *self.run.last.borrow_mut() = Some(Rc::clone(leaf));
        leaf.sample()
    }

    fn signed<'de, V: Visitor<'de>>(self, least: i64, most: u64, visitor: V) -> Result<V::Value, Refused> {
        let most = (least != i64::MIN).then_some(most);
        visitor.visit_i64(self.leaf(|| Leaf::integer(least, most)).parse().unwrap_or_default())
    }

    fn unsigned<'de, V: Visitor<'de>>(self, most: Option<u64>, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_u64(self.leaf(|| Leaf::integer(0, most)).parse().unwrap_or_default())
    }
}

fn expected<'de, V: Visitor<'de>>(visitor: &V) -> String {
    (visitor as &dyn de::Expected).to_string()
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.run.goes_on();
        *self.node = Node::Any;
        visitor.visit_unit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.leaf(Leaf::boolean);
        visitor.visit_bool(true)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.signed(i8::MIN.into(), i8::MAX as u64, visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.signed(i16::MIN.into(), i16::MAX as u64, visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.signed(i32::MIN.into(), i32::MAX as u64, visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.signed(i64::MIN, 0, visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.unsigned(Some(u8::MAX.into()), visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.unsigned(Some(u16::MAX.into()), visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.unsigned(Some(u32::MAX.into()), visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.unsigned(None, visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.leaf(Leaf::number);
        visitor.visit_f64(1.0)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let expected = expected(&visitor);
        visitor.visit_str(self.leaf(|| Leaf::text(&expected)))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_str(visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.run.goes_on();
        *self.node = Node::Null;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            *self.node = Node::Nullable(Box::default());
        }
        if let Node::Nullable(inner) = self.node
            && !inner.is_known()
        {
            return visitor.visit_some(inner.probe(self.run));
        }
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            *self.node = Node::List(Box::default());
        }
        let Node::List(item) = self.node else { return Err(de::Error::custom("no list")) };
        visitor.visit_seq(Items { items: std::slice::from_mut(&mut **item).iter_mut(), run: self.run })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refused> {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            *self.node = Node::Tuple(std::iter::repeat_with(Node::default).take(len).collect());
        }
        let Node::Tuple(items) = self.node else { return Err(de::Error::custom("no tuple")) };
        visitor.visit_seq(Items { items: items.iter_mut(), run: self.run })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            *self.node = Node::Map(Box::default(), Box::default());
        }
        let Node::Map(key, value) = self.node else { return Err(de::Error::custom("no map")) };
        visitor.visit_map(Entry { key: Some(key), value, run: self.run })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            let fields = fields.iter().map(|name| Field { name, ..Field::default() }).collect();
            *self.node = Node::Object(Object { name, fields, closed: None });
        }
        let Node::Object(object) = self.node else { return Err(de::Error::custom("no object")) };
        if object.fields.iter().any(|field| !field.node.is_known()) {
            return visitor.visit_map(Fields::all(object, self.run));
        }
        // All its fields are known: what is it without one of them, or with one more?
        let left_out = object.fields.iter().position(|field| field.required.is_none());
        self.run.tried.set(left_out.is_some() || object.closed.is_none());
        let mut given = Fields::all(object, self.run);
        given.left_out = left_out;
        given.one_more = left_out.is_none() && given.closed.is_none();
        let one_more = given.one_more;
        let read = visitor.visit_map(given);
        if let Some(field) = left_out.and_then(|at| object.fields.get_mut(at)) {
            field.required = Some(read.is_err());
        }
        if one_more {
            object.closed = Some(read.is_err());
        }
        if read.is_ok() {
            self.run.tried.set(false);
        }
        read
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.run.goes_on();
        if matches!(self.node, Node::Unseen) {
            let variants = variants.iter().map(|name| (*name, Node::Unseen)).collect();
            *self.node = Node::Choice(Choice { variants });
        }
        let Node::Choice(choice) = self.node else { return Err(de::Error::custom("no choice")) };
        let next = choice.variants.iter().position(|(_, node)| !node.is_known()).unwrap_or_default();
        let Some((name, node)) = choice.variants.get_mut(next) else {
            return Err(de::Error::custom("nothing to choose"));
        };
        visitor.visit_enum(Variant { name, node, run: self.run })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { f32 char bytes byte_buf unit_struct i128 u128 }
}
