//! XML written element by element, as a file of the bag.

use std::io::Write as _;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use registro::cli::Failure;
use registro_domain::ids::PersonId;

use super::{NAMESPACE, SCHOOL};
use crate::bag::{Bag, Payload};

pub(super) struct Xml {
    writer: Writer<Payload>,
    root: &'static str,
}

impl Xml {
    pub(super) fn create(bag: &Bag, name: &str, root: &'static str) -> Result<Self, Failure> {
        let mut writer = Writer::new_with_indent(bag.create(name)?, b'\t', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.write_event(Event::Start(BytesStart::new(root).with_attributes([("xmlns", NAMESPACE)])))?;
        Ok(Self { writer, root })
    }

    /// An element with a text in it.
    pub(super) fn text(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        self.open(name)?;
        self.writer.write_event(Event::Text(BytesText::new(text)))?;
        self.close(name)
    }

    /// An element with what `within` writes in it.
    pub(super) fn element(
        &mut self,
        name: &str,
        within: impl FnOnce(&mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.open(name)?;
        within(self)?;
        self.close(name)
    }

    pub(super) fn school(&mut self, name: &str) -> Result<(), Failure> {
        self.element(name, |xml| xml.element("SchoolIdentity", |xml| xml.text("SchoolId", SCHOOL)))
    }

    /// Theirs has at most 32 characters: ours without hyphens.
    pub(super) fn student(&mut self, student: PersonId) -> Result<(), Failure> {
        let id = student.0.simple().to_string();
        self.element("StudentReference", |xml| {
            xml.element("StudentIdentity", |xml| xml.text("StudentUniqueId", &id))
        })
    }

    fn open(&mut self, name: &str) -> Result<(), Failure> {
        Ok(self.writer.write_event(Event::Start(BytesStart::new(name)))?)
    }

    fn close(&mut self, name: &str) -> Result<(), Failure> {
        Ok(self.writer.write_event(Event::End(BytesEnd::new(name)))?)
    }

    pub(super) fn finish(mut self, bag: &Bag) -> Result<(), Failure> {
        self.close(self.root)?;
        let mut payload = self.writer.into_inner();
        payload.write_all(b"\n")?;
        Ok(bag.hold(payload.finish()?)?)
    }
}
