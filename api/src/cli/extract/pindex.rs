//! The index of an extract, in the shape of UNI 11386:2020 (SInCRO): what describes itself, what is preserved, which files with
//! which hashes, who did it and when. Its conformity is for the preservation system to establish.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{EVENTS, INDEX};

pub(super) struct Index {
    pub(super) year: i16,
    /// The ledger's origin.
    pub(super) ledger: String,
    /// Name and code of the school.
    pub(super) school: (String, String),
    pub(super) signer: String,
    pub(super) at: Timestamp,
}

const NAMESPACE: &str = "http://www.uni.com/U3011/sincro-v2/";

impl Index {
    /// `files`: path and SHA-256 of each.
    pub(super) fn xml(&self, files: &[(String, String)]) -> String {
        let Self { year, ledger, school: (name, code), signer, at } = self;
        let (ledger, name, code, signer) = (text(ledger), text(name), text(code), text(signer));
        let next = year + 1;
        let (events, proofs): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path == EVENTS);
        let groups = [
            ("eventi", "Gli eventi dell'anno in chiaro, uno per riga", events),
            (
                "libro-mastro",
                "Il libro mastro firmato: eventi come registrati, impronte, checkpoint, marche temporali",
                proofs,
            ),
        ];
        let groups: String = groups.iter().map(|(id, what, files)| group(id, what, files)).collect();
        let agent = |role: &str, who: &str, document: &str| {
            format!(
                "<sincro:{role} sincro:agentType=\"legal person\"><sincro:AgentName><sincro:FormalName>{who}</sincro:FormalName>\
                 </sincro:AgentName><sincro:RelevantDocument>{document}</sincro:RelevantDocument></sincro:{}>",
                role.split(' ').next().unwrap_or(role)
            )
        };
        let submitter = agent("Submitter", &name, &code);
        let holder = agent("Holder sincro:holderRole=\"soggetto produttore\"", &name, &code);
        let signed = agent("AuthorizedSigner sincro:signerRole=\"firmatario dell'indice\"", &signer, &name);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <!-- Nella forma di UNI 11386:2020 (SInCRO). Non se ne dichiara la conformità. -->\n\
             <sincro:PIndex xmlns:sincro=\"{NAMESPACE}\" sincro:language=\"it\" sincro:uri=\"{NAMESPACE}PIndex.xsd\" \
             sincro:sincroVersion=\"2.0\">\n\
             <sincro:SelfDescription><sincro:ID sincro:scheme=\"locale\">{ledger}/{INDEX}</sincro:ID><sincro:CreatingApplication>\
             <sincro:Name>registro</sincro:Name><sincro:Version>{version}</sincro:Version>\
             <sincro:Producer>registro</sincro:Producer></sincro:CreatingApplication></sincro:SelfDescription>\n\
             <sincro:PVolume><sincro:ID sincro:scheme=\"locale\">{ledger}</sincro:ID>\
             <sincro:Label>Registro elettronico, anno scolastico {year}/{next}</sincro:Label>\
             <sincro:Description>Estratto statico degli eventi del registro, con le prove della loro integrità</sincro:Description>\
             </sincro:PVolume>\n\
             {groups}\
             <sincro:Process>{submitter}{holder}{signed}<sincro:TimeReference>\
             <sincro:TimeInfo sincro:attachedTimeStamp=\"false\">{at}</sincro:TimeInfo></sincro:TimeReference>\
             <sincro:LawsAndRegulations>D.Lgs. 82/2005, artt. 43 e 44; Linee guida AgID sulla formazione, gestione e conservazione \
             dei documenti informatici, par. 2.1.1</sincro:LawsAndRegulations></sincro:Process>\n\
             </sincro:PIndex>\n",
            version = env!("CARGO_PKG_VERSION"),
        )
    }
}

/// A group of files; nothing of one without files.
fn group(id: &str, what: &str, files: &[&(String, String)]) -> String {
    if files.is_empty() {
        return String::new();
    }
    let mut group = format!(
        "<sincro:FileGroup><sincro:ID sincro:scheme=\"locale\">{id}</sincro:ID><sincro:Label>{id}</sincro:Label>\
         <sincro:Description>{}</sincro:Description>\n",
        text(what)
    );
    for (path, sha256) in files {
        let format = match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("jsonl") => "application/jsonl",
            Some("tsr") => "application/timestamp-reply",
            Some("txt" | "checkpoint") => "text/plain",
            Some(_) | None if path.contains("/tile/") => "application/octet-stream",
            Some(_) | None => "text/plain",
        };
        let path = text(path);
        let _ = writeln!(
            group,
            "<sincro:File sincro:encoding=\"binary\" sincro:format=\"{format}\"><sincro:ID sincro:scheme=\"locale\">{path}\
             </sincro:ID><sincro:Path>{path}</sincro:Path><sincro:Hash sincro:hashFunction=\"SHA-256\">{sha256}</sincro:Hash>\
             </sincro:File>"
        );
    }
    group + "</sincro:FileGroup>\n"
}

fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
